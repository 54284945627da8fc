package palimpsest.runtime.verify;

/** A verification has used what it may; the message says what. */
public final class VerificationBudgetSpent extends RuntimeException {

    public VerificationBudgetSpent(String message) {
        super(message);
    }
}
