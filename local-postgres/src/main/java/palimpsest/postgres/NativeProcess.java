package palimpsest.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.postgres.LocalPostgresException.Reason;

/**
 * One life of a native server. {@code pg_ctl} starts it in a process group of its own, so that Ctrl-C does not reach it; a shell between it and this
 * JVM stops it when its input ends, which it does however the JVM ends.
 */
final class NativeProcess implements ServerProcess {

  private static final Logger LOG = LoggerFactory.getLogger(NativeProcess.class);
  private static final long LAST_WORDS_MILLIS = 1000;

  // $1 pg_ctl, $2 the cluster, $3 the server's options, $4 seconds to wait
  private static final String SCRIPT =
      """
      trap '' INT HUP TERM
      "$1" -D "$2" -s -w -t "$4" -o "$3" start < /dev/null 1>&2 || exit 1
      read -r pid < "$2/postmaster.pid"
      echo "ready $pid"
      while read -r line; do :; done
      "$1" -D "$2" -s -w -m fast stop < /dev/null > /dev/null 2>&1
      """;

  private final Process shell;
  private final Path cluster;
  private final int port;
  private final Predecessor mark;
  private final CompletableFuture<ProcessHandle> server = new CompletableFuture<>();
  private final Thread log;
  private volatile String lastWords = "";

  private NativeProcess(Process shell, Path cluster, int port, Predecessor mark) {
    this.shell = shell;
    this.cluster = cluster;
    this.port = port;
    this.mark = mark;
    this.log = daemon("log", () -> shell.errorReader(StandardCharsets.UTF_8), this::log);
    daemon("messages", () -> shell.inputReader(StandardCharsets.UTF_8), this::understand);
    shell.onExit().thenRun(this::endedEarly);
  }

  static NativeProcess start(NativeInstallation installation, Path cluster, int port, Duration timeout, Predecessor mark) {
    String options =
        "-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories='' -c fsync=on -c full_page_writes=on -c logging_collector=off -c log_destination=stderr -c timezone=UTC"
            .formatted(port);
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of("sh", "-c", SCRIPT, "sh", installation.program("pg_ctl").toString(), cluster.toString(), options, Long.toString(Math.max(1, timeout.toSeconds()))));
    // Somebody's own settings for PostgreSQL's programs must not point them elsewhere.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    try {
      return new NativeProcess(builder.start(), cluster, port, mark);
    } catch (IOException e) {
      throw new LocalPostgresException(Reason.START_FAILED, "PostgreSQL can't be started: " + e.getMessage(), e);
    }
  }

  @Override
  public long pid() {
    return server.isDone() && !server.isCompletedExceptionally() ? server.join().pid() : shell.pid();
  }

  @Override
  public String lastWords() {
    return lastWords;
  }

  @Override
  public int awaitReady(Duration timeout) {
    try {
      ProcessHandle started = server.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      mark.record(started);
      return port;
    } catch (IOException e) {
      stop(timeout);
      throw new LocalPostgresException(Reason.DIRECTORY_NOT_WRITABLE, "The data directory can't be written to (%s).".formatted(e), e);
    } catch (TimeoutException e) {
      stop(timeout);
      throw new LocalPostgresException(
          Reason.START_FAILED,
          "PostgreSQL did not start within %d s. Is the machine very busy or the disk full? Try again, or with a longer start timeout."
              .formatted(timeout.toSeconds()), e);
    } catch (ExecutionException e) {
      endLate();
      throw new LocalPostgresException(Reason.START_FAILED, "PostgreSQL did not start: %s.".formatted(lastWords.isEmpty() ? "no message" : lastWords), e);
    } catch (InterruptedException e) {
      stop(timeout);
      Thread.currentThread().interrupt();
      throw new LocalPostgresException(Reason.START_FAILED, "Interrupted while PostgreSQL was starting.", e);
    }
  }

  @Override
  public int waitFor() throws InterruptedException {
    try {
      server.get().onExit().get();
    } catch (ExecutionException e) {
      LOG.debug("the server never ran", e);
    }
    endShell();
    shell.waitFor();
    log.join(LAST_WORDS_MILLIS);
    // not a child of this process: nobody tells its status
    return -1;
  }

  @Override
  public boolean stop(Duration timeout) {
    endShell();
    try {
      if (shell.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      if (server.isDone() && !server.isCompletedExceptionally()) {
        server.join().destroyForcibly();
      }
      shell.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** pg_ctl gives up waiting for a server that recovers for long, and leaves it running. */
  private void endLate() {
    try {
      long pid = Long.parseLong(Files.readAllLines(cluster.resolve("postmaster.pid")).getFirst().strip());
      // the number may be another program's by now
      ProcessHandle.of(pid)
          .filter(process -> Arrays.asList(process.info().arguments().orElse(new String[0])).contains(cluster.toString()))
          .ifPresent(ProcessHandle::destroy);
    } catch (IOException | NumberFormatException | NoSuchElementException e) {
      LOG.debug("no server was left behind", e);
    }
  }

  private void endShell() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      LOG.debug("the shell of server {} was gone already", pid(), e);
    }
  }

  private void understand(String line) {
    if (line.matches("ready \\d+")) {
      ProcessHandle.of(Long.parseLong(line.substring("ready ".length())))
          .ifPresentOrElse(server::complete, () -> server.completeExceptionally(new IllegalStateException("it ended at once")));
    } else {
      log(line);
    }
  }

  private void endedEarly() {
    try {
      log.join(LAST_WORDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.completeExceptionally(new IllegalStateException("pg_ctl ended"));
  }

  private void log(String line) {
    lastWords = line;
    // as PostgreSQL marks what an operator should see
    if (line.contains("FATAL:") || line.contains("PANIC:") || line.contains("WARNING:")) {
      LOG.warn("{}", line);
    } else {
      LOG.debug("{}", line);
    }
  }

  private interface Source {
    BufferedReader open();
  }

  private Thread daemon(String what, Source source, Consumer<String> lines) {
    return Thread.ofPlatform().daemon().name("native-postgres-" + what + "-" + shell.pid()).start(() -> {
      try (BufferedReader reader = source.open()) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.accept(line);
        }
      } catch (IOException e) {
        LOG.debug("the output of the server ended", e);
      }
    });
  }
}
