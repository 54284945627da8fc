package palimpsest.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.postgres.LocalPostgresException.Reason;

/**
 * The database process that last worked in a data directory. A killed JVM can leave one behind that still finishes a
 * long statement before it notices; two on one directory would destroy it.
 */
final class Predecessor {

  private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

  private final Path file;

  Predecessor(Path dataDirectory) {
    this.file = dataDirectory.resolve("postgres.pid");
  }

  /** Has to be called before the process touches the data. */
  void record(ProcessHandle process) throws IOException {
    Files.writeString(file, process.pid() + " " + startOf(process).map(Instant::toEpochMilli).orElse(0L) + "\n");
  }

  /** Asks a process that was left behind to end. */
  void tellToEnd() {
    living().ifPresent(ProcessHandle::destroy);
  }

  /** Waits for a process that was left behind to end by itself, and kills it when it does not. */
  void awaitEnd(Duration patience) {
    Optional<ProcessHandle> left = living();
    if (left.isEmpty()) {
      return;
    }
    ProcessHandle process = left.get();
    LOG.info("waiting for process {}, which an earlier run left in this data directory", process.pid());
    if (endsWithin(process, patience)) {
      return;
    }
    LOG.warn("killing process {}, which an earlier run left in this data directory and which does not end", process.pid());
    process.destroyForcibly();
    if (!endsWithin(process, KILL_TIMEOUT)) {
      throw new LocalPostgresException(
          Reason.DIRECTORY_IN_USE,
          "The database process %d of an earlier run still works in %s and can't be ended. Stop it, or choose another directory with --data."
              .formatted(process.pid(), file.getParent()));
    }
  }

  private Optional<ProcessHandle> living() {
    String[] fields;
    try {
      fields = Files.readString(file).strip().split(" ");
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw DirectoryLock.notWritable(file.getParent(), e);
    }
    if (fields.length != 2 || !fields[0].matches("\\d{1,18}") || !fields[1].matches("\\d{1,18}")) {
      return Optional.empty();
    }
    Instant recorded = Instant.ofEpochMilli(Long.parseLong(fields[1]));
    // Process ids are used again, after a restart of the machine above all; the time of its start tells them apart.
    return ProcessHandle.of(Long.parseLong(fields[0]))
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                startOf(process)
                    .map(start -> Duration.between(start, recorded).abs().compareTo(CLOCK_TOLERANCE) < 0)
                    .orElse(false));
  }

  private static Optional<Instant> startOf(ProcessHandle process) {
    return process.info().startInstant();
  }

  private static boolean endsWithin(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalPostgresException(Reason.START_FAILED, "Interrupted while waiting for an earlier database process.", e);
    }
  }
}
