package palimpsest.memory.conversation;

import java.time.Instant;
import java.util.UUID;

/**
 * A conversation as it is listed; what was said in it stands in the event log.
 *
 * @param title     null before the first question
 * @param updatedAt time of what a person saw in it last: a question, the end of a run, a request for approval, documents that changed, where it was forked; or of its creation
 */
public record Conversation(UUID id, String tenant, UUID agentId, String title, Instant createdAt, Instant updatedAt) {}
