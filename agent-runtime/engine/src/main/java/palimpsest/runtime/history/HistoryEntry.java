package palimpsest.runtime.history;

import java.time.Instant;
import java.util.UUID;
import palimpsest.runtime.event.ConversationEvent;

/**
 * An event of a history that is about to be stored.
 *
 * @param seq   its number where it comes from, which other events may name; 0 for none
 * @param runId may be null
 * @param at    null for now
 */
public record HistoryEntry(long seq, UUID runId, Instant at, ConversationEvent event) {

    HistoryEntry unnumbered() {
        return new HistoryEntry(0, runId, at, event);
    }
}
