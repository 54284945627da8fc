package palimpsest.runtime.verify;

/** A verification has used what it may; the message says what. */
public final class AllowanceSpent extends RuntimeException {

    public AllowanceSpent(String message) {
        super(message);
    }
}
