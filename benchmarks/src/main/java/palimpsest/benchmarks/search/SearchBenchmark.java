package palimpsest.benchmarks.search;

import com.pgvector.PGvector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
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

/** Search through this product (BM25, phrases, fusion, highlights) against its own statements without it, and against one with {@code ts_rank_cd}. */
public final class SearchBenchmark implements Benchmark {

    private static final String MODEL = "generated";
    static final int DIMENSIONS = 384;
    private static final int LIMIT = 10;
    private static final int WORDS = 3;
    private static final int SENTENCES_A_DOCUMENT = 800;

    @Override
    public String name() {
        return "search";
    }

    @Override
    public String description() {
        return "One query of 3 words for 10 passages: our search (BM25, fusion, highlights) against the statements that it sends, sent by hand over one "
                + "connection, and against one other statement with ts_rank_cd and ts_headline; same generated passages and vectors, embedding the query "
                + "left out.";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        try (TemporaryDatabase database = TemporaryDatabase.start()) {
            var text = new GeneratedText(11);
            List<UUID> documents = documents(database, text, effort);
            int passages = embed(database.jdbc(), text);
            var plain = new PlainSql(database.jdbc(), GeneratedLibrary.TENANT, MODEL, LIMIT);
            var rows = new ArrayList<Row>();
            rows.addAll(measure(effort, text, database, documents, SearchMode.LEXICAL, passages, (words, vector) -> plain.lexical(documents, words)));
            rows.addAll(measure(effort, text, database, documents, SearchMode.HYBRID, passages, (words, vector) -> plain.hybrid(documents, words, vector)));
            return rows;
        }
    }

    static List<UUID> documents(TemporaryDatabase database, GeneratedText text, Effort effort) {
        var library = new GeneratedLibrary(database, MODEL);
        return Stream.generate(() -> library.add(text.sentences(SENTENCES_A_DOCUMENT)).id()).limit(effort.of(2, 12)).toList();
    }

    static List<String> words(GeneratedText text) {
        return Stream.generate(text::keyword).limit(WORDS).toList();
    }

    private interface Plain {
        List<?> search(List<String> words, float[] vector);
    }

    static PassageSearch search(DataSource source, SearchMode mode, float[] vector) {
        var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        return new PostgresPassageSearch(JdbcClient.create(source), transaction, new FixedVectors(vector), MODEL, mode);
    }

    private static List<Row> measure(Effort effort, GeneratedText text, TemporaryDatabase database, List<UUID> documents, SearchMode mode, int passages,
                                     Plain plain) throws Exception {
        int queries = effort.of(4, 40);
        List<List<String>> asked = Stream.generate(() -> words(text)).limit(queries).toList();
        float[] vector = text.vector(DIMENSIONS);
        PassageSearch ours = search(database.source(), mode, vector);
        List<RecordedSearch> recorded = record(database, documents, asked, mode, vector);
        String measure = "%s, %,d passages: against ".formatted(mode.name().toLowerCase(Locale.ROOT), passages);
        return List.of(
                inTurns(queries, i -> ours.search(query(documents, asked.get(i))).size(), i -> recorded.get(i).replay(database.source()))
                        .row(measure + "its own SQL"),
                inTurns(queries, i -> ours.search(query(documents, asked.get(i))).size(), i -> plain.search(asked.get(i), vector).size())
                        .row(measure + "ts_rank_cd"));
    }

    private static List<RecordedSearch> record(TemporaryDatabase database, List<UUID> documents, List<List<String>> asked, SearchMode mode, float[] vector) {
        var recorder = new RecordedSearch.Recorder(database.source());
        PassageSearch search = search(recorder.recorded(), mode, vector);
        return asked.stream().map(words -> {
            search.search(query(documents, words));
            return recorder.take();
        }).toList();
    }

    interface Search {
        /** Runs query number {@code i}; how much was found. */
        int run(int i) throws Exception;
    }

    static InTurns.Medians inTurns(int queries, Search ours, Search plain) throws Exception {
        var next = new int[2];
        return InTurns.measure(queries, () -> found(ours.run(next[0]++ % queries)), () -> found(plain.run(next[1]++ % queries)));
    }

    static SearchQuery query(List<UUID> documents, List<String> words) {
        return new SearchQuery(GeneratedLibrary.TENANT, documents, words, String.join(" ", words), LIMIT);
    }

    /** A search that finds nothing is fast and measures nothing. */
    private static int found(int hits) {
        if (hits == 0) {
            throw new IllegalStateException("A query found nothing: the generated text lacks its words");
        }
        return hits;
    }

    static int embed(JdbcClient jdbc, GeneratedText text) {
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
