package palimpsest.memory.log;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Finds entries of one conversation's log by words. */
public interface HistorySearch {

    /**
     * Entries of the given types that hold a word of the query, or the query as it is, best first.
     *
     * @param limit 1 or more
     */
    List<LogEntry> search(String tenant, UUID conversationId, Collection<String> types, String query, int limit);
}
