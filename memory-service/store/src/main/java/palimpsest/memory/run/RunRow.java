package palimpsest.memory.run;

import java.time.Instant;
import java.util.UUID;

/**
 * A run as a row.
 *
 * @param leaseOwner  the runtime that works on it, or null
 * @param epoch       counts its leases: the fencing token of the newest one
 * @param commits     appends of the run that stand, see {@link Lease}
 * @param steps       answers of the model
 * @param tokens      of all its requests to models
 * @param parkedFor   id of the tool call that waits for a person, or null
 * @param parkedUntil when that wait expires, or null
 * @param endedBy     how it ended, null before
 * @param startedAt   when a runtime first took it, null before
 */
public record RunRow(UUID id, String tenant, UUID conversationId, UUID agentId, RunState state, String leaseOwner, Instant leaseUntil, long epoch,
                     int commits, int steps, long tokens, String parkedFor, Instant parkedUntil, String endedBy, Instant createdAt,
                     Instant startedAt, Instant endedAt) {}
