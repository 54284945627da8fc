package palimpsest.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a local PostgreSQL is run.
 *
 * @param dataDirectory where everything is kept: the database, the unpacked runtime, the lock; created when missing
 * @param port the TCP port on 127.0.0.1, 1 to 65535, or 0 for any free one
 * @param startTimeout how long a start may take; it takes about a second, some on a busy machine
 * @param stopTimeout how long an orderly stop may take before the process is killed (which loses nothing committed)
 * @param idleInTransactionTimeout how long a connection may hold a transaction without a word while others wait; it is
 *     then rolled back and closed, so that one forgotten transaction can't block everybody for ever
 * @param restarts how often a process that died is started again
 * @param node the {@code node} executable; when empty, the environment variable {@code PALIMPSEST_NODE}, the {@code
 *     PATH} and the usual places are searched
 * @param template what a new database is unpacked from, written by {@link LocalPostgres#pack}; when empty, or when there is no
 *     such file, an empty one; PGlite only
 * @param kind which PostgreSQL serves a new data directory
 */
public record LocalPostgresOptions(
    Path dataDirectory,
    int port,
    Duration startTimeout,
    Duration stopTimeout,
    Duration idleInTransactionTimeout,
    RestartPolicy restarts,
    Optional<Path> node,
    Optional<Path> template,
    EmbeddedKind kind) {

  public LocalPostgresOptions {
    Objects.requireNonNull(dataDirectory, "dataDirectory");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
    }
    requirePositive(startTimeout, "startTimeout");
    requirePositive(stopTimeout, "stopTimeout");
    requirePositive(idleInTransactionTimeout, "idleInTransactionTimeout");
    Objects.requireNonNull(restarts, "restarts");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(template, "template");
    Objects.requireNonNull(kind, "kind");
  }

  /** PGlite, a free port and times that suit a slow laptop. */
  public static LocalPostgresOptions in(Path dataDirectory) {
    return new LocalPostgresOptions(
        dataDirectory,
        0,
        Duration.ofSeconds(90),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        RestartPolicy.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        EmbeddedKind.PGLITE);
  }

  public LocalPostgresOptions withPort(int newPort) {
    return new LocalPostgresOptions(
        dataDirectory, newPort, startTimeout, stopTimeout, idleInTransactionTimeout, restarts, node, template, kind);
  }

  public LocalPostgresOptions withStartTimeout(Duration newTimeout) {
    return new LocalPostgresOptions(
        dataDirectory, port, newTimeout, stopTimeout, idleInTransactionTimeout, restarts, node, template, kind);
  }

  public LocalPostgresOptions withIdleInTransactionTimeout(Duration newTimeout) {
    return new LocalPostgresOptions(dataDirectory, port, startTimeout, stopTimeout, newTimeout, restarts, node, template, kind);
  }

  public LocalPostgresOptions withRestarts(RestartPolicy newRestarts) {
    return new LocalPostgresOptions(
        dataDirectory, port, startTimeout, stopTimeout, idleInTransactionTimeout, newRestarts, node, template, kind);
  }

  public LocalPostgresOptions withNode(Path newNode) {
    return new LocalPostgresOptions(
        dataDirectory, port, startTimeout, stopTimeout, idleInTransactionTimeout, restarts, Optional.of(newNode), template, kind);
  }

  public LocalPostgresOptions withTemplate(Path newTemplate) {
    return new LocalPostgresOptions(
        dataDirectory, port, startTimeout, stopTimeout, idleInTransactionTimeout, restarts, node, Optional.of(newTemplate), kind);
  }

  public LocalPostgresOptions withKind(EmbeddedKind newKind) {
    return new LocalPostgresOptions(
        dataDirectory, port, startTimeout, stopTimeout, idleInTransactionTimeout, restarts, node, template, newKind);
  }

  private static void requirePositive(Duration duration, String name) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, is " + duration);
    }
  }
}
