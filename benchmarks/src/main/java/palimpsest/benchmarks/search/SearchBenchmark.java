package palimpsest.benchmarks.search;

import com.pgvector.PGvector;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.InTurns;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.GeneratedLibrary;
import palimpsest.benchmarks.data.GeneratedText;
import palimpsest.benchmarks.data.TemporaryDatabase;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.retrieve.SearchQuery;

/** Search through this product (BM25, phrases, fusion, highlights) against one statement of SQL with {@code ts_rank}. */
public final class SearchBenchmark implements Benchmark {

    private static final String MODEL = "generated";
    private static final int DIMENSIONS = 384;
    private static final int LIMIT = 10;
    private static final int WORDS = 3;
    private static final int SENTENCES_A_DOCUMENT = 800;

    @Override
    public String name() {
        return "search";
    }

    @Override
    public String description() {
        return "One query of 3 words for 10 passages: our search (BM25, fusion, highlights) against one SQL statement with ts_rank_cd and ts_headline, "
                + "same generated passages and vectors; embedding the query is left out on both sides.";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        try (TemporaryDatabase database = TemporaryDatabase.start()) {
            var text = new GeneratedText(11);
            var library = new GeneratedLibrary(database, MODEL);
            List<UUID> documents = Stream.generate(() -> library.add(text.sentences(SENTENCES_A_DOCUMENT)).id()).limit(effort.of(2, 12)).toList();
            int passages = embed(database.jdbc(), text);
            var plain = new PlainSql(database.jdbc(), GeneratedLibrary.TENANT, MODEL, LIMIT);
            return List.of(
                    measure(effort, text, "lexical search, %,d passages".formatted(passages), documents,
                            ours(database, SearchMode.LEXICAL, text), (words, vector) -> plain.lexical(documents, words)),
                    measure(effort, text, "hybrid search, %,d passages".formatted(passages), documents,
                            ours(database, SearchMode.HYBRID, text), (words, vector) -> plain.hybrid(documents, words, vector)));
        }
    }

    private interface Plain {
        List<?> search(List<String> words, float[] vector);
    }

    private static PassageSearch ours(TemporaryDatabase database, SearchMode mode, GeneratedText text) {
        return new PostgresPassageSearch(database.jdbc(), database.transaction(), new FixedVectors(text.vector(DIMENSIONS)), MODEL, mode);
    }

    private static Row measure(Effort effort, GeneratedText text, String measure, List<UUID> documents, PassageSearch ours, Plain plain) throws Exception {
        int queries = effort.of(4, 40);
        List<List<String>> asked = Stream.generate(() -> Stream.generate(text::keyword).limit(WORDS).toList()).limit(queries).toList();
        float[] vector = text.vector(DIMENSIONS);
        var next = new int[2];
        Callable<?> oursCall = () -> found(ours.search(query(documents, asked.get(next[0]++ % queries))));
        Callable<?> plainCall = () -> found(plain.search(asked.get(next[1]++ % queries), vector));
        return InTurns.measure(queries, oursCall, plainCall).row(measure);
    }

    private static SearchQuery query(List<UUID> documents, List<String> words) {
        return new SearchQuery(GeneratedLibrary.TENANT, documents, words, String.join(" ", words), LIMIT);
    }

    /** A search that finds nothing is fast and measures nothing. */
    private static List<?> found(List<?> hits) {
        if (hits.isEmpty()) {
            throw new IllegalStateException("A query found nothing: the generated text lacks its words");
        }
        return hits;
    }

    private static int embed(JdbcClient jdbc, GeneratedText text) {
        List<Long> ids = jdbc.sql("select id from passage where tenant = :tenant order by id").param("tenant", GeneratedLibrary.TENANT).query(Long.class).list();
        int batch = 100;
        for (int from = 0; from < ids.size(); from += batch) {
            List<Long> part = ids.subList(from, Math.min(ids.size(), from + batch));
            jdbc.sql("""
                    insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding)
                    select p.id, :model, p.document_id, p.tenant, :dimensions, cast(n.embedding as vector)
                    from unnest(cast(:ids as bigint[]), cast(:vectors as text[])) as n (id, embedding) join passage p on p.id = n.id
                    """)
                    .param("model", MODEL).param("dimensions", DIMENSIONS).param("ids", part.toArray(Long[]::new))
                    .param("vectors", part.stream().map(id -> new PGvector(text.vector(DIMENSIONS)).getValue()).toArray(String[]::new)).update();
        }
        jdbc.sql("analyze passage").update();
        jdbc.sql("analyze passage_embedding").update();
        return ids.size();
    }
}
