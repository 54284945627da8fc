package palimpsest.memory.longterm;

import com.pgvector.PGvector;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.embed.IndexedType;
import palimpsest.memory.embed.NearestIndex;
import palimpsest.memory.retrieve.SearchWords;

/**
 * Candidates among the many records of a subject, as indexes tell them: the nearest, and those that have rare words of the query. Each gets both scores, so that what only the
 * words led to counts by its meaning, too. How many are looked at does not depend on how many there are.
 */
final class IndexedRecords {

    private static final int[] DEPTHS = {50, 250, NearestIndex.DEPTH}; // of the index over all subjects: a deeper one when too few are this one's
    private static final int ENOUGH = 30;
    private static final int COMPARED = 100; // of the nearest, where all were compared
    private static final int FOR_ONE = 40; // records that are looked at for one word, or for two together
    private static final int FOR_ALL = 80;
    private static final int BY_WORDS = 40; // the best by words that are not among the nearest

    private final JdbcClient jdbc;
    private final String textConfig;
    private final WordRarities rarities;
    private final IndexedType type;

    IndexedRecords(JdbcClient jdbc, String textConfig) {
        this.jdbc = jdbc;
        this.textConfig = textConfig;
        this.rarities = new WordRarities(jdbc);
        this.type = IndexedType.ofRecords(jdbc);
    }

    /**
     * @param cosine NaN without a vector of the query's model
     * @param words  BM25, in which a word counts once for a record however often it is there; 0 when it has none
     * @param near   whether it is one of the nearest
     */
    record Candidate(UUID id, double cosine, double words, boolean near) {}

    /** Best by words first. @param vector of the query; null to search by words only */
    List<Candidate> found(String tenant, String subject, String query, float[] vector, String model, Instant valid, Instant known, Instant now) {
        List<String> words = begin(query);
        WordRarity rarity = rarities.of(tenant, subject, now);
        if (vector == null) {
            return looked(tenant, subject, words, rarity, null, model, valid, known, "(select * from memory_record limit 0) m");
        }
        long wanted = 0;
        for (int depth : vector.length <= NearestIndex.WIDEST ? DEPTHS : new int[0]) {
            if (depth < Math.min(wanted, NearestIndex.DEPTH)) {
                continue; // by what a lesser depth told, too few of this subject's again
            }
            if (depth != DEPTHS[0]) {
                NearestIndex.look(jdbc, depth);
            }
            // the type and the condition are written out as they are in the index, or the planner would not use it; they are numbers of ours
            List<Candidate> found = looked(tenant, subject, words, rarity, vector, model, valid, known, """
                    (select * from memory_record where dimensions = %1$d
                     order by cast(embedding as %3$s) <=> (select cast(vector as %3$s) from asked) limit %2$d) m""".formatted(vector.length, depth, type.of(vector.length)));
            long near = found.stream().filter(Candidate::near).count();
            if (near >= ENOUGH) {
                return found;
            }
            wanted = depth * ENOUGH / Math.max(near, 1);
        }
        return looked(tenant, subject, words, rarity, vector, model, valid, known, "memory_record m");
    }

    /** Keeps nothing of what a subject said. */
    void forget(String tenant, String subject) {
        rarities.forget(tenant, subject);
    }

    /**
     * The query's words as they are stored. With the same message the index is told how deep to look in this transaction, and the server to keep its plans: what is looked at is
     * bounded, so planning a statement anew for each query would cost a third of it.
     */
    private List<String> begin(String query) {
        return jdbc.sql("""
                select tsvector_to_array(to_tsvector(cast(:config as regconfig), :prepared)), set_config('hnsw.ef_search', :depth, true), set_config('plan_cache_mode', 'force_generic_plan', true)
                """).param("config", textConfig).param("prepared", SearchWords.prepare(query)).param("depth", String.valueOf(DEPTHS[0]))
                .query((row, n) -> List.of((String[]) row.getArray(1).getArray())).single();
    }

    /**
     * Limits are written out, since a plan that is kept knows no parameters. "offset 0" keeps the planner from looking for a word among all records of the subject instead of in
     * the index of words.
     *
     * @param nearest where the nearest come from, under the name m
     */
    private List<Candidate> looked(String tenant, String subject, List<String> words, WordRarity rarity, float[] vector, String model, Instant valid, Instant known,
                                   String nearest) {
        return jdbc.sql("""
                with asked as materialized (
                    select cast(:query as vector) as vector
                ), word as materialized (
                    select cast(query as tsquery) as query, idf from unnest((select cast(:queries as text[])), (select cast(:idfs as float8[]))) as w (query, idf)
                ), near as materialized (
                    select id, words, created_order, lexemes, 1 - (embedding <=> (select vector from asked)) as cosine from %1$s
                    where %2$s and embedding_model = :model and dimensions = :dimensions order by cosine desc limit %3$d
                ), said as (
                    select distinct on (found.id) found.* from (
                        select r.* from unnest((select cast(:chosen as text[]))) as c (query) cross join lateral (
                            select id, words, created_order, lexemes, case when embedding_model = :model and dimensions = :dimensions then embedding end as embedding
                            from (select * from memory_record where lexemes @@ cast(c.query as tsquery) offset 0) holding where %2$s limit %4$d
                        ) r limit %5$d
                    ) found where found.id not in (select id from near) order by found.id
                ), best as (
                    select id, created_order, 1 - (embedding <=> (select vector from asked)) as cosine, weight, false as near from (
                        select s.*, (select sum(w.idf) from word w where s.lexemes @@ w.query) / (1.3 + 0.9 * s.words / :length) as weight from said s order by weight desc, created_order limit %6$d
                    ) by_words
                    union all
                    select id, created_order, cosine, (select sum(w.idf) from word w where n.lexemes @@ w.query) / (1.3 + 0.9 * n.words / :length), true from near n
                )
                select id, cosine, 2.2 * coalesce(weight, 0) as bm25, near from best order by bm25 desc, created_order
                """.formatted(nearest, RecordSearch.BELIEVED, COMPARED, FOR_ONE, FOR_ALL, BY_WORDS)).params(RecordSearch.scope(tenant, subject, valid, known))
                .param("query", vector == null ? null : new PGvector(vector).getValue()).param("model", model).param("dimensions", vector == null ? null : vector.length)
                .param("queries", words.stream().map(WordRarity::query).toArray(String[]::new)).param("idfs", words.stream().map(rarity::idf).toArray(Double[]::new))
                .param("chosen", rarity.chosen(words).toArray(String[]::new)).param("length", rarity.length())
                .query((row, n) -> new Candidate(row.getObject(1, UUID.class), row.getObject(2) == null ? Double.NaN : row.getDouble(2), row.getDouble(3), row.getBoolean(4))).list();
    }
}
