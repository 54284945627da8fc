package palimpsest.memory.testing;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.document.PostgresDocumentStore;
import palimpsest.memory.ingest.DocumentReader;
import palimpsest.memory.ingest.FileIngestion;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.WhitespaceTokenizer;

/** The documents of one tenant in the test database. */
public final class Library {

    public final TestDatabase database;
    public final String tenant;
    public final DocumentStore documents;
    public final FileIngestion ingestion;

    public Library(TestDatabase database, String embeddingModel, Tokenizer tokenizer, FileIngestion.Settings settings) {
        this.database = database;
        this.tenant = database.newTenant();
        this.documents = new PostgresDocumentStore(database.jdbc(), embeddingModel);
        this.ingestion = new FileIngestion(database.jdbc(), database.transaction(), documents, tokenizer, new DocumentReader(),
                settings, () -> {});
    }

    /** Words as tokens, English, no embeddings. */
    public static Library plain() {
        return of("none");
    }

    public static Library of(String embeddingModel) {
        return new Library(TestDatabase.shared(), embeddingModel, new WhitespaceTokenizer(), FileIngestion.Settings.defaults());
    }

    public Document add(String name, String text) {
        return switch (upload(name, text.getBytes(StandardCharsets.UTF_8))) {
            case Ingested.Added added -> added.document();
            case Ingested.Unchanged unchanged -> unchanged.document();
            case Ingested.Skipped skipped -> throw new AssertionError(skipped.toString());
        };
    }

    public Ingested upload(String name, byte[] content) {
        return ingestion.ingest(tenant, name, new ByteArrayInputStream(content));
    }

    public String text(UUID id) {
        return documents.text(tenant, id);
    }
}
