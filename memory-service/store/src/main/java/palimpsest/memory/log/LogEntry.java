package palimpsest.memory.log;

import java.time.Instant;
import java.util.UUID;

/**
 * One appended fact of a conversation.
 *
 * @param seq     from 1 in each conversation, upwards; without gaps unless the history was compacted
 * @param runId   the run that it belongs to, or null
 * @param type    names the shape of {@code payload}
 * @param payload JSON object text, kept to the byte
 */
public record LogEntry(UUID conversationId, long seq, UUID runId, String type, String payload, Instant at) {}
