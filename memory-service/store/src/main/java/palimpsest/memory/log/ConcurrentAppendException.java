package palimpsest.memory.log;

import java.util.UUID;

/** Someone else appended first. */
public final class ConcurrentAppendException extends RuntimeException {

    public ConcurrentAppendException(UUID conversationId, long expectedLastSeq, Throwable cause) {
        super("Conversation " + conversationId + " has events after " + expectedLastSeq + ": read them and append again", cause);
    }
}
