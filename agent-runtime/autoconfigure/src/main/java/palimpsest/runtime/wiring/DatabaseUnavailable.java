package palimpsest.runtime.wiring;

/** The configured server can't be used; the message says what to look at. It never holds a password. */
public final class DatabaseUnavailable extends RuntimeException {

    public DatabaseUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
