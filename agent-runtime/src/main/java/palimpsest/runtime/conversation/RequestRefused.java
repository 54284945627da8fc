package palimpsest.runtime.conversation;

/** What was asked for can't be done; the message says what to do instead. */
public final class RequestRefused extends RuntimeException {

    /** Why, for a program. */
    public enum Reason {
        NOT_FOUND, INVALID, EMPTY_QUESTION, NO_DOCUMENTS, NO_READABLE_DOCUMENT, RUN_IN_PROGRESS, RUN_STATE, NAME_TAKEN, NOT_UNDOABLE, OVERTAKEN, TOO_LARGE,
        QUOTA_REACHED, FORBIDDEN
    }

    private final Reason reason;

    public RequestRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
