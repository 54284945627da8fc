package palimpsest.memory.log;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import palimpsest.memory.run.RunState;

/** Whole histories: stored in one go, and thinned out once they are old. */
public interface HistoryStore {

    /**
     * An entry from elsewhere.
     *
     * @param seq its number, above that of the entry before
     * @param at null for now
     */
    record Imported(long seq, UUID runId, String type, String payload, Instant at) {}

    /**
     * A run of such a history, which has ended: only a person's retry takes it up again. Its tokens were spent elsewhere and count towards no
     * quota here.
     *
     * @param endedBy   as {@link palimpsest.memory.run.RunRow} has it
     * @param startedAt null for now, as {@code endedAt}
     */
    record EndedRun(UUID id, RunState state, String endedBy, int steps, Instant startedAt, Instant endedAt) {}

    /**
     * Makes a conversation with this history in one transaction.
     *
     * @param title may be null
     * @param runs  of the history, oldest first
     * @return its id
     */
    UUID create(String tenant, UUID agentId, String userId, String title, List<Imported> history, List<EndedRun> runs);

    /**
     * Removes the entries of {@code measurements} that belong to runs that ended with an answer before {@code before} and
     * were not taken up again.
     * Nothing else is ever removed.
     *
     * @param measurements types of entries that say only how a run was going
     * @return how many were removed
     */
    int compact(Instant before, List<String> measurements);
}
