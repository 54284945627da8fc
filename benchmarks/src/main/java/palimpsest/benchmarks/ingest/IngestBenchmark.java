package palimpsest.benchmarks.ingest;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.InTurns;
import palimpsest.benchmarks.Microbenchmarks;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.GeneratedLibrary;
import palimpsest.benchmarks.data.GeneratedText;
import palimpsest.benchmarks.data.TemporaryDatabase;
import palimpsest.memory.document.Document;
import palimpsest.memory.embed.BackgroundEmbedding;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingModels;

/** What ingestion costs over its engines alone: the embedding model of LangChain4j (ONNX Runtime) and jtokkit. */
public final class IngestBenchmark implements Benchmark {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String description() {
        return "Embedding: passages stored and embedded in the background (bge-small-en-v1.5, in PostgreSQL) against LangChain4j's model alone on the same texts. "
                + "Tokenizing: tokens with their places against jtokkit's encoding alone.";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        return List.of(embedding(effort), tokenizing(effort));
    }

    private static Row embedding(Effort effort) throws Exception {
        int rounds = effort.of(1, 6);
        Embedder embedder = EmbeddingModels.byId(EmbeddingModels.BGE_SMALL_EN);
        EmbeddingModel plain = new BgeSmallEnV15QuantizedEmbeddingModel();
        try (TemporaryDatabase database = TemporaryDatabase.start();
             var embeddings = new BackgroundEmbedding(database.jdbc(), embedder)) {
            var folder = new Folder(new GeneratedLibrary(database, embedder.id(), embeddings::wake), new GeneratedText(5), effort.of(80, 320));
            List<TextSegment> segments = folder.add().stream().flatMap(document -> passages(database, document).stream()).toList();
            InTurns.Medians times = InTurns.measure(rounds, () -> embedded(embeddings, folder.add()), () -> plain.embedAll(segments));
            return new Row("embedding %d documents, %d passages".formatted(Folder.DOCUMENTS, segments.size()),
                    segments.size() * 1000 / times.ours(), segments.size() * 1000 / times.plain(), "passages/s");
        }
    }

    /** Made-up documents of one length, as many at a time as a small folder holds. */
    private record Folder(GeneratedLibrary library, GeneratedText text, int sentences) {

        static final int DOCUMENTS = 4;

        List<Document> add() {
            return Stream.generate(() -> library.add(text.sentences(sentences))).limit(DOCUMENTS).toList();
        }
    }

    private static boolean embedded(BackgroundEmbedding embeddings, List<Document> documents) throws InterruptedException {
        if (!embeddings.await(GeneratedLibrary.TENANT, documents.stream().map(Document::id).toList(), PATIENCE)) {
            throw new IllegalStateException("The passages were not embedded within " + PATIENCE.toSeconds() + " s");
        }
        return true;
    }

    private static List<TextSegment> passages(TemporaryDatabase database, Document document) {
        return database.jdbc().sql("select text from passage where document_id = :id order by seq").param("id", document.id())
                .query(String.class).list().stream().map(TextSegment::from).toList();
    }

    private static Row tokenizing(Effort effort) throws Exception {
        Map<String, Double> times = Microbenchmarks.averageTimes(Tokenizing.class, TimeUnit.MICROSECONDS, effort);
        return new Row("tokenizing 100 sentences (o200k_base)", times.get("ours"), times.get("plain"), "µs");
    }
}
