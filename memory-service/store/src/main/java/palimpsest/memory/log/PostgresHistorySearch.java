package palimpsest.memory.log;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@link HistorySearch} by PostgreSQL's full text search. Without an index of its own: it is asked rarely, and every step would
 * pay for one. Its cost grows with the conversation's history.
 */
public final class PostgresHistorySearch implements HistorySearch {

    /** Of an entry; a tsvector may not be larger than a megabyte. */
    private static final int SEARCHED_CHARACTERS = 100_000;

    private final JdbcClient jdbc;
    private final String language;

    /** @param language PostgreSQL text search configuration */
    public PostgresHistorySearch(JdbcClient jdbc, String language) {
        this.jdbc = jdbc;
        this.language = language;
    }

    @Override
    public List<LogEntry> search(String tenant, UUID conversationId, Collection<String> types, String query, int limit) {
        // Line ends stand in the payload as JSON writes them and would stick to the word that follows.
        return jdbc.sql("""
                with asked as (
                    select cast(replace(cast(plainto_tsquery(cast(:language as regconfig), :query) as text), '&', '|') as tsquery) as words
                ), entry as (
                    select e.seq, e.run_id, e.type, e.payload, e.at, position(lower(:query) in lower(e.payload)) > 0 as literal,
                           to_tsvector(cast(:language as regconfig), replace(replace(left(e.payload, :searched), '\n', ' '), '\t', ' ')) as lexemes
                    from event e
                    where e.conversation_id = :id and e.tenant = :tenant and e.type = any(:types)
                )
                select seq, run_id, type, payload, at from entry, asked
                where literal or lexemes @@ words
                order by literal desc, ts_rank_cd(lexemes, words, 1) desc, seq desc
                limit :limit
                """)
                .param("language", language).param("query", query).param("searched", SEARCHED_CHARACTERS).param("id", conversationId)
                .param("tenant", tenant).param("types", types.toArray(String[]::new)).param("limit", limit)
                .query(LogRows.entriesOf(conversationId)).list();
    }
}
