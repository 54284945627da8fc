package palimpsest.memory.run;

import java.util.UUID;

/**
 * The right to commit a run's steps, for a time.
 *
 * @param owner   the runtime that holds it
 * @param epoch   fencing token: a later lease has a larger one, and from then on this one commits nothing
 * @param commits of the run when it was taken; the next commit has the number after
 */
public record Lease(UUID runId, String tenant, UUID conversationId, String owner, long epoch, int commits) {}
