package palimpsest.memory.meta.evolve;

import java.time.Instant;
import java.util.UUID;

/**
 * An evolution as it stands.
 *
 * @param baseVersion the version that it started from
 * @param problem     why it ended without being done, for a person; null otherwise
 * @param result      null until it is done
 */
public record Evolution(UUID id, String tenant, Status status, EvolutionSettings settings, int baseVersion, boolean cancelRequested, String problem,
                        EvolutionResult result, Cost cost, Instant createdAt, Instant finishedAt) {

    /** Where it is. All but the first two are ends; an end but DONE can be resumed. */
    public enum Status {
        /** Waits for a process. */
        QUEUED,
        RUNNING, DONE, CANCELLED, FAILED,
        /** The limit on calls or tokens was met. */
        OVER_BUDGET;

        public boolean ended() {
            return this != QUEUED && this != RUNNING;
        }
    }

    /**
     * What was paid so far and for what.
     *
     * @param cases     questions in all
     * @param decisions batches that are through
     */
    public record Cost(int cases, long calls, long inputTokens, long outputTokens, int rollouts, int judgements, int summaries, int proposals,
                       int consolidations, int decisions) {}
}
