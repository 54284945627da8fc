package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * By PostgreSQL's full text index: parts of the quote are looked for as phrases, and each passage that holds one is read with what stands around it. A passage's
 * edge may go through a quote, so that the parts are short: one of them stands in one passage as a whole. Documents are never loaded.
 */
public final class PostgresQuoteSearch implements QuoteSearch {

    private static final int MAX_STRETCHES = 20;
    private static final int MAX_PASSAGES = 2_000;
    private static final int PART_WORDS = 8;
    private static final int MAX_PARTS = 12;
    private static final int AROUND = 200;
    /** Hardly any passage is shorter. */
    private static final int SHORTEST_PASSAGE = 10;
    private static final Pattern ELLIPSIS = Pattern.compile("\\.{3}|\u2026");

    /** Joined to what is searched part by part: without statistics, as the embedded database is, PostgreSQL would look at each passage of the documents instead. */
    private static final String FIND = """
            with scope as materialized (
                select id, text_config from document where tenant = :tenant and id = any(:documents) and deleted_at is null
            ), part as materialized (
                select c.config, phraseto_tsquery(cast(c.config as regconfig), w.words) as query
                from (select distinct text_config as config from scope) c cross join unnest(cast(:parts as text[])) as w (words)
            ), holding as (
                select f.id from part cross join lateral (
                    select p.id, p.document_id from passage p
                    where p.lexemes @@ part.query and p.document_id = any(:documents) and p.tenant = :tenant limit :maxPassages) f
                join scope s on s.id = f.document_id and s.text_config = part.config
                where numnode(part.query) > 0
                limit :maxPassages
            ), best as (
                select id, count(*) as parts from holding group by id order by parts desc, id limit :maxStretches
            )
            select p.document_id, n.start, n.text
            from best b join passage p on p.id = b.id cross join lateral (
                select min(q.char_start) as start, string_agg(q.text, '' order by q.char_start) as text from passage q
                where q.document_id = p.document_id and q.tenant = :tenant and q.seq between p.seq - :near and p.seq + :near
                  and q.char_end > p.char_start - :around and q.char_start < p.char_end + :around) n
            order by b.parts desc, p.id
            """;

    private final JdbcClient jdbc;

    public PostgresQuoteSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Stretch> find(String tenant, Collection<UUID> documents, String quote) {
        Set<String> parts = parts(quote);
        if (documents.isEmpty() || parts.isEmpty()) {
            return List.of();
        }
        int around = quote.codePointCount(0, quote.length()) + AROUND;
        return jdbc.sql(FIND).param("tenant", tenant).param("documents", documents.toArray(UUID[]::new)).param("parts", parts.toArray(String[]::new))
                .param("maxPassages", MAX_PASSAGES).param("maxStretches", MAX_STRETCHES).param("around", around).param("near", around / SHORTEST_PASSAGE)
                .query((row, n) -> new Stretch(row.getObject(1, UUID.class), row.getInt(2), row.getString(3))).list();
    }

    /** Runs of words as the index sees them; an ellipsis stands for words that are left out. */
    private static Set<String> parts(String quote) {
        Set<String> parts = new LinkedHashSet<>();
        for (String whole : ELLIPSIS.split(quote)) {
            List<SearchWords.Word> words = SearchWords.locate(whole);
            int size = Math.clamp(Math.ceilDiv(words.size(), 2), 1, PART_WORDS);
            for (int from = 0; from < words.size(); from += size) {
                parts.add(SearchWords.prepare(whole, words.subList(from, Math.min(words.size(), from + size))));
            }
        }
        // Of a long quote, parts from all over it.
        List<String> all = new ArrayList<>(parts);
        if (all.size() <= MAX_PARTS) {
            return parts;
        }
        Set<String> some = new LinkedHashSet<>();
        for (int i = 0; i < MAX_PARTS; i++) {
            some.add(all.get(i * all.size() / MAX_PARTS));
        }
        return some;
    }
}
