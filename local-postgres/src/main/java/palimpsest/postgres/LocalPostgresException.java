package palimpsest.postgres;

/** Why the local PostgreSQL can't be had; the message is meant for the user and says what to do next. */
public final class LocalPostgresException extends RuntimeException {

  /** What kind of trouble it is, for exit codes and tests. */
  public enum Reason {
    /** No {@code node} was found. */
    NODE_MISSING,
    /** The {@code node} that was found is older than version 20. */
    NODE_TOO_OLD,
    /** Another process holds the data directory. */
    DIRECTORY_IN_USE,
    /** The data directory can't be created or written to. */
    DIRECTORY_NOT_WRITABLE,
    /** The data directory holds something that this PostgreSQL can't open. */
    DIRECTORY_UNUSABLE,
    /** The port that was asked for is taken or forbidden. */
    PORT_UNAVAILABLE,
    /** PostgreSQL did not start, or did not in time. */
    START_FAILED
  }

  private final Reason reason;

  LocalPostgresException(Reason reason, String message) {
    this(reason, message, null);
  }

  LocalPostgresException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
