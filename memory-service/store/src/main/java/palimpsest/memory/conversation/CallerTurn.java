package palimpsest.memory.conversation;

import java.util.UUID;

/**
 * A place in a conversation, as a caller that knows messages only comes back to it.
 *
 * @param generation     counts the turns of the same key from 1
 * @param conversationId may be deleted by now, see {@code deleted}
 * @param runId          the run that answers; null for a {@link Kind#NAME} or {@link Kind#USER}
 * @param seq            of a request the last event before it, of a reply the event that ends it
 * @param deleted        whether the conversation is no longer to be found
 */
public record CallerTurn(int generation, UUID conversationId, UUID runId, long seq, boolean deleted) {

    /** What the key of a turn is. */
    public enum Kind {
        /** All messages of a request. */
        REQUEST,
        /** All messages of a request and the answer to it. */
        REPLY,
        /** A name that the caller gave the conversation. */
        NAME,
        /** The caller's user. */
        USER
    }
}
