package palimpsest.benchmarks.data;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.PostgresDocumentStore;
import palimpsest.memory.ingest.DocumentReader;
import palimpsest.memory.ingest.FileIngestion;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.text.Tokenizers;

/** Documents of one tenant, ingested as the product ingests them. */
public final class GeneratedLibrary {

    public static final String TENANT = "benchmark";

    private final Ingestion ingestion;
    private int number;

    /** Nothing is embedded by this. */
    public GeneratedLibrary(TemporaryDatabase database, String embeddingModel) {
        this(database, embeddingModel, () -> { });
    }

    /** @param stored told after each document */
    public GeneratedLibrary(TemporaryDatabase database, String embeddingModel, Runnable stored) {
        this.ingestion = new FileIngestion(database.jdbc(), database.transaction(), new PostgresDocumentStore(database.jdbc(), embeddingModel),
                Tokenizers.byId("o200k_base"), new DocumentReader(), FileIngestion.Settings.defaults(), stored);
    }

    public Document add(String text) {
        return add("generated-" + number++ + ".txt", text);
    }

    /** One of a name: the document that is there already where the text is the same. */
    public Document add(String name, String text) {
        Ingested ingested = ingestion.ingest(TENANT, name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return switch (ingested) {
            case Ingested.Added added -> added.document();
            case Ingested.Unchanged unchanged -> unchanged.document();
            case Ingested.Skipped skipped -> throw new IllegalStateException("A generated text was not taken: " + skipped.reason());
        };
    }
}
