package palimpsest.memory.log;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@link SaidSearch} by the index {@code event_said}; what has characters of a script without spaces is looked for as it is written, row by row. */
public final class PostgresSaidSearch implements SaidSearch {

    private static final String FOUND = """
            select e.conversation_id, e.seq, e.run_id, e.type, e.payload, e.at
            from event e join conversation c on c.id = e.conversation_id
            where e.tenant = :tenant and c.tenant = :tenant and c.deleted_at is null and e.type in ('UserSpoke', 'RunFinished')
            """;
    /** As the index has it. */
    private static final String WORDS = "to_tsvector('simple', translate(replace(replace(left(e.payload, 100000), '\\n', ' '), '\\t', ' '), "
            + "'\"/\\-_.:@&=?%#+,;', '                ')) @@ to_tsquery('simple', :words)";
    private static final String NEWEST = " order by e.at desc, e.seq desc limit :limit";
    /** By the index of words first: in one part with the order the server would walk through all that was said, the newest first, until it has enough that has the words. */
    static final String BY_WORDS = """
            with said as materialized (
                select e.conversation_id, e.seq, e.at from event e where e.tenant = :tenant and e.type in ('UserSpoke', 'RunFinished') and\s""" + WORDS + """
            ), newest as materialized (
                select e.conversation_id, e.seq, e.at from said e join conversation c on c.id = e.conversation_id where c.tenant = :tenant and c.deleted_at is null\s""" + NEWEST + """
            )
            select e.conversation_id, e.seq, e.run_id, e.type, e.payload, e.at from newest n
            join event e on e.conversation_id = n.conversation_id and e.seq = n.seq and e.tenant = :tenant order by n.at desc, n.seq desc
            """;

    private final JdbcClient jdbc;

    public PostgresSaidSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<LogEntry> search(String tenant, String query, int limit) {
        String words = query.codePoints().anyMatch(PostgresSaidSearch::withoutSpaces) ? "" : beginnings(query);
        if (words.isEmpty()) {
            return jdbc.sql(FOUND + "and position(lower(:query) in lower(e.payload)) > 0" + NEWEST)
                    .param("tenant", tenant).param("query", query.strip()).param("limit", limit).query(LogRows.entries()).list();
        }
        return jdbc.sql(BY_WORDS)
                .param("tenant", tenant).param("words", words).param("limit", limit).query(LogRows.entries()).list();
    }

    private static boolean withoutSpaces(int character) {
        return Character.isIdeographic(character) || Stream.of(Character.UnicodeScript.HIRAGANA, Character.UnicodeScript.KATAKANA, Character.UnicodeScript.THAI)
                .anyMatch(script -> script == Character.UnicodeScript.of(character));
    }

    /** Letters and digits only, so that nothing of it is an operator of the query's language. */
    private static String beginnings(String query) {
        return Stream.of(query.split("[^\\p{L}\\p{N}]+")).filter(word -> !word.isEmpty()).map(word -> "'" + word + "':*").collect(Collectors.joining(" & "));
    }
}
