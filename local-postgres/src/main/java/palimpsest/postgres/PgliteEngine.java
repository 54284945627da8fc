package palimpsest.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** PostgreSQL compiled to WebAssembly, run by Node. */
final class PgliteEngine implements DatabaseEngine {

  static final String FOLDER = "postgres";
  static final String USER = "postgres";

  private static final long SOCKET_TIMEOUT_SECONDS = 300;

  private final LocalPostgresOptions options;
  private final Path directory;
  private final Path node;
  private final List<String> nodeOptions;
  private final Path runtime;
  private final Predecessor predecessor;

  PgliteEngine(LocalPostgresOptions options, Path directory) {
    this.options = options;
    this.directory = directory;
    NodeLocator locator = NodeLocator.ofThisMachine();
    this.node = locator.locate(options.node());
    this.nodeOptions = locator.options();
    this.runtime = RuntimeFiles.unpackInto(directory);
    this.predecessor = new Predecessor(directory);
  }

  @Override
  public ServerProcess start(int port) {
    return PostgresProcess.start(
        node, nodeOptions, runtime, directory, options.template(), port, options.idleInTransactionTimeout(), predecessor);
  }

  @Override
  public void awaitPredecessor(Duration patience) {
    predecessor.awaitEnd(patience);
  }

  @Override
  public String jdbcUrl(int port) {
    return urlOf(port);
  }

  static String urlOf(int port) {
    // Statement names are kept apart by the server too; the timeout stands in for cancelling, which can't be had.
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s&sslmode=disable&gssEncMode=disable&prepareThreshold=0&connectTimeout=10&socketTimeout=%d"
        .formatted(port, USER, USER, SOCKET_TIMEOUT_SECONDS);
  }

  @Override
  public String password() {
    return USER;
  }

  @Override
  public String description() {
    return "PGlite (PostgreSQL 18 in WebAssembly: one transaction at a time, statements can't be cancelled, no fsync: a power cut may lose the last seconds)";
  }
}
