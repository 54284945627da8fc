package palimpsest.memory.conversation;

import java.time.Instant;
import java.util.UUID;

/**
 * A conversation as it is listed; what was said in it stands in the event log.
 *
 * @param title     null before the first question
 * @param updatedAt time of its last event, or of its creation
 */
public record Conversation(UUID id, String tenant, UUID agentId, String title, Instant createdAt, Instant updatedAt) {}
