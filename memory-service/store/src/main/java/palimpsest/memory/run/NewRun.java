package palimpsest.memory.run;

import java.time.Instant;
import java.util.UUID;

/**
 * A run that is worked on from the beginning, as it is written.
 *
 * @param lease      the first on it
 * @param at         when it begins, by the store's clock
 * @param until      when the lease ends
 * @param queueEntry of the scheduler, due when the lease ends: for the case that its owner dies
 */
public record NewRun(Lease lease, UUID agentId, Instant at, Instant until, String queueEntry) {}
