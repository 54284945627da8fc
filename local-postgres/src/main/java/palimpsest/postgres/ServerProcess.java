package palimpsest.postgres;

import java.time.Duration;

/** One life of a database's process. */
sealed interface ServerProcess permits PostgresProcess, NativeProcess {

  long pid();

  /** What it logged last, or nothing. */
  String lastWords();

  /** The port on which it listens, once it serves. */
  int awaitReady(Duration timeout);

  /** Returns the exit status, or -1 where it can't be known, when the process has ended and its last words are read. */
  int waitFor() throws InterruptedException;

  /** Ends it in good order; false when it had to be killed. */
  boolean stop(Duration timeout);
}
