package palimpsest.runtime.loop;

import java.util.UUID;

/** Others appended to the conversation before the run did: what is known of it here no longer holds, and the run decides anew. */
final class AppendedMeanwhile extends RuntimeException {

    AppendedMeanwhile(UUID conversationId, long seq) {
        super("Event " + seq + " of conversation " + conversationId + " came first");
    }
}
