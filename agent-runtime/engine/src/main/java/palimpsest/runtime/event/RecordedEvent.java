package palimpsest.runtime.event;

import java.time.Instant;
import java.util.UUID;

/** An event as it stands in the log. {@code runId} is null outside a run. */
public record RecordedEvent(UUID conversationId, long seq, UUID runId, Instant at, ConversationEvent event) {}
