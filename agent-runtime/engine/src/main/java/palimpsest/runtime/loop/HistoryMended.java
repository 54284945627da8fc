package palimpsest.runtime.loop;

import java.util.UUID;

/** Whoever opened the conversation meanwhile found its history broken and set events of it aside: what is known of it here no longer holds. */
final class HistoryMended extends RuntimeException {

    HistoryMended(UUID conversationId, long seq) {
        super("Event " + seq + " of conversation " + conversationId + " sets others aside");
    }
}
