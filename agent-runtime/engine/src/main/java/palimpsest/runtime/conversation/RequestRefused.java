package palimpsest.runtime.conversation;

import java.util.Optional;
import palimpsest.memory.text.StorableText;

/** What was asked for can't be done; the message says what to do instead. */
public final class RequestRefused extends RuntimeException {

    /** Why, for a program. */
    public enum Reason {
        NOT_FOUND, INVALID, EMPTY_QUESTION, NO_DOCUMENTS, NO_READABLE_DOCUMENT, RUN_IN_PROGRESS, RUN_STATE, NAME_TAKEN, NOT_UNDOABLE, OVERTAKEN, TOO_LARGE,
        QUOTA_REACHED, FORBIDDEN, IN_USE, IDEMPOTENCY_KEY_REUSED
    }

    private final Reason reason;
    private final String field;

    public RequestRefused(Reason reason, String message) {
        this(reason, null, message);
    }

    /** @param field what was given that is wrong, as a caller names it: {@code title}, {@code turns[0].text}; null for none */
    public RequestRefused(Reason reason, String field, String message) {
        super(message);
        this.reason = reason;
        this.field = field;
    }

    /** A value that can't be accepted. */
    public static RequestRefused invalid(String field, String message) {
        return new RequestRefused(Reason.INVALID, field, message);
    }

    /** @throws RequestRefused INVALID for a text that the database can't hold; null passes */
    public static void requireStorable(String field, String text) {
        StorableText.problem(text).ifPresent(problem -> {
            throw invalid(field, field + " " + problem + ". Take it out and send the rest again.");
        });
    }

    public Reason reason() {
        return reason;
    }

    /** What was given that is wrong, where one thing is. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }
}
