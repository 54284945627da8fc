package palimpsest.memory.run;

import java.time.Instant;

/**
 * A commit under a lease, as it is written.
 *
 * @param at    when it is made, by the store's clock
 * @param until when the lease ends after it, where the run goes on
 */
public record LeasedCommit(Lease lease, RunCommit commit, Instant at, Instant until) {}
