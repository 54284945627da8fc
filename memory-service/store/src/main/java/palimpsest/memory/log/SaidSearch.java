package palimpsest.memory.log;

import java.util.List;

/** Finds questions and answers over all conversations of a tenant. */
public interface SaidSearch {

    /**
     * Questions ({@code UserSpoke}) and ends of runs ({@code RunFinished}) that hold every word of the query, the last one as a beginning,
     * or the query as it is written; of conversations that were not deleted, the newest first.
     *
     * @param query not blank
     * @param limit 1 or more
     */
    List<LogEntry> search(String tenant, String query, int limit);
}
