package palimpsest.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.postgres.LocalPostgresException.Reason;

/** One life of the child: it tells its state by lines on stdout, logs on stderr, and ends when its stdin does. */
final class PostgresProcess implements ServerProcess {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);

  private static final long LAST_WORDS_MILLIS = 1000;

  private final Process process;
  private final CompletableFuture<Integer> ready = new CompletableFuture<>();
  private volatile String lastWords = "";
  private volatile Thread logReader;

  private PostgresProcess(Process process) {
    this.process = process;
  }

  static PostgresProcess start(
      Path node, List<String> nodeOptions, Path runtime, Path dataDirectory, Optional<Path> template, int port,
      Duration idleInTransactionTimeout, Predecessor mark) {
    List<String> command = new ArrayList<>(List.of(node.toString()));
    command.addAll(nodeOptions);
    command.addAll(
        List.of(
            "server.mjs",
            "--data=" + dataDirectory.resolve(PgliteEngine.FOLDER),
            "--port=" + port,
            "--idle-transaction-ms=" + idleInTransactionTimeout.toMillis()));
    template.filter(Files::isRegularFile).ifPresent(file -> command.add("--template=" + file.toAbsolutePath()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(runtime.toFile());
    // Options for somebody's own Node programs, a debugger's port for one, must not change the database.
    builder.environment().remove("NODE_OPTIONS");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new LocalPostgresException(
          Reason.START_FAILED, "The local PostgreSQL can't be started with %s: %s".formatted(node, e.getMessage()), e);
    }
    PostgresProcess started = new PostgresProcess(process);
    started.listen();
    try {
      mark.record(process.toHandle());
      started.tell("start");
    } catch (IOException e) {
      process.destroyForcibly();
      throw DirectoryLock.notWritable(dataDirectory, e);
    }
    return started;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public String lastWords() {
    return lastWords;
  }

  @Override
  public int awaitReady(Duration timeout) {
    try {
      return ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      kill();
      throw new LocalPostgresException(
          Reason.START_FAILED,
          "The local PostgreSQL did not start within %d s. Is the machine very busy or the disk full? Try again, or with a longer start timeout."
              .formatted(timeout.toSeconds()),
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LocalPostgresException failure) {
        throw failure;
      }
      throw new LocalPostgresException(Reason.START_FAILED, "The local PostgreSQL did not start.", e.getCause());
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new LocalPostgresException(Reason.START_FAILED, "Interrupted while the local PostgreSQL was starting.", e);
    }
  }

  @Override
  public int waitFor() throws InterruptedException {
    int status = process.waitFor();
    logReader.join(LAST_WORDS_MILLIS);
    return status;
  }

  /** Lets the running statement finish, rolls back what is open and ends; false when it had to be killed. */
  @Override
  public boolean stop(Duration timeout) {
    try {
      tell("stop");
    } catch (IOException e) {
      LOG.debug("the database process {} was gone before it was told to stop", pid(), e);
    }
    try {
      if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      kill();
      process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    return false;
  }

  void kill() {
    process.destroyForcibly();
  }

  private void tell(String command) throws IOException {
    OutputStream stdin = process.getOutputStream();
    stdin.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    stdin.flush();
  }

  private void listen() {
    Thread log = daemon("log", () -> readLines(process.getErrorStream(), this::log));
    daemon(
        "messages",
        () -> {
          readLines(process.getInputStream(), this::understand);
          // Only after all it said is read: what it said is a better reason than that it ended.
          ready.completeExceptionally(endedEarly(log));
        });
    logReader = log;
  }

  private LocalPostgresException endedEarly(Thread log) {
    String status = "";
    try {
      status = " with status " + process.waitFor();
      log.join(LAST_WORDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new LocalPostgresException(
        Reason.START_FAILED, "The local PostgreSQL ended%s while starting: %s".formatted(status, lastWords));
  }

  private void understand(String line) {
    String[] words = line.split(" ", 3);
    if (words[0].equals("ready") && words.length == 2) {
      ready.complete(Integer.parseInt(words[1]));
    } else if (words[0].equals("failed") && words.length == 3) {
      ready.completeExceptionally(failure(words[1], words[2]));
    } else {
      log(line);
    }
  }

  private static LocalPostgresException failure(String kind, String text) {
    return switch (kind) {
      case "port" ->
          new LocalPostgresException(
              Reason.PORT_UNAVAILABLE,
              "The local PostgreSQL can't listen on its port (%s). Choose another port, or stop what uses it.".formatted(text));
      case "directory" ->
          new LocalPostgresException(
              Reason.DIRECTORY_UNUSABLE,
              "The local PostgreSQL can't use its data: %s. Choose another directory with --data, or move this one away.".formatted(text));
      default ->
          new LocalPostgresException(
              Reason.START_FAILED,
              "The local PostgreSQL did not start: %s. If the disk is not full, its data may be damaged: choose another directory with --data, or restore a copy.".formatted(text));
    };
  }

  private void log(String line) {
    lastWords = line;
    LOG.info("{}", line);
  }

  private Thread daemon(String what, Runnable task) {
    return Thread.ofPlatform().daemon().name("local-postgres-" + what + "-" + pid()).start(task);
  }

  private static void readLines(InputStream stream, Consumer<String> consumer) {
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        consumer.accept(line);
      }
    } catch (IOException e) {
      LOG.debug("the output of the database process ended", e);
    }
  }
}
