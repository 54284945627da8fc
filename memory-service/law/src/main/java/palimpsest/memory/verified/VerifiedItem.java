package palimpsest.memory.verified;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that passed a check.
 *
 * @param source     null when it was said in the conversation itself, which never changes
 * @param verifiedBy name of the check
 */
public record VerifiedItem(UUID id, MemoryOwner owner, MemoryType type, String content, Source source, String verifiedBy, Instant verifiedAt) {}
