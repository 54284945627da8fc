package palimpsest.memory.log;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

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
     * Makes a conversation with this history in one transaction.
     *
     * @param title may be null
     * @return its id
     */
    UUID create(String tenant, UUID agentId, String userId, String title, List<Imported> history);

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
