package palimpsest.postgres;

import java.time.Duration;

/** What serves a data directory; each keeps its data in a folder of its own there. */
sealed interface DatabaseEngine permits PgliteEngine, NativeEngine {

  /** @param port on 127.0.0.1; 0 for a free one */
  ServerProcess start(int port);

  /** Waits for a process that an earlier run left in the directory, and ends it when it does not. */
  void awaitPredecessor(Duration patience);

  String jdbcUrl(int port);

  String password();

  /** For a log line. */
  String description();
}
