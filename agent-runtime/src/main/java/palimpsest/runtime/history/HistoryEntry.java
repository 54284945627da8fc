package palimpsest.runtime.history;

import java.time.Instant;
import java.util.UUID;
import palimpsest.runtime.event.ConversationEvent;

/** An event of a history that is about to be stored. {@code runId} and {@code at} may be null. */
public record HistoryEntry(UUID runId, Instant at, ConversationEvent event) {}
