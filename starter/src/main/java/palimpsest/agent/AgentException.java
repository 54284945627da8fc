package palimpsest.agent;

import java.util.UUID;

/** A question got no answer; the message says what to do. Nothing of the conversation is lost. */
public final class AgentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What became of the run. */
    public enum Kind {
        /** It ended: the model is not to be had, or something went wrong inside the runtime. */
        FAILED,
        /** It waits for a person to decide on a tool call, or to resume it. */
        WAITING,
        /** The calling thread was interrupted; the run goes on. */
        INTERRUPTED,
        /** The application is stopping; the run goes on after its next start. */
        STOPPED
    }

    private final Kind kind;
    private final transient UUID conversationId;
    private final boolean retryable;

    AgentException(Kind kind, String message, UUID conversationId, boolean retryable) {
        super(message);
        this.kind = kind;
        this.conversationId = conversationId;
        this.retryable = retryable;
    }

    public Kind kind() {
        return kind;
    }

    /** Where the answer will be found; null when the question had not reached a conversation. */
    public UUID conversationId() {
        return conversationId;
    }

    /** Whether the same question may succeed later. */
    public boolean retryable() {
        return retryable;
    }
}
