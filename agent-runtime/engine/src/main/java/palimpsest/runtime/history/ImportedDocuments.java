package palimpsest.runtime.history;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;
import tools.jackson.databind.JsonNode;

/** Finds the documents of a file here, by their content; one that is not here is read from the file if that holds its text. */
public final class ImportedDocuments {

    private final DocumentStore documents;
    private final Ingestion ingestion;

    public ImportedDocuments(DocumentStore documents, Ingestion ingestion) {
        this.documents = documents;
        this.ingestion = ingestion;
    }

    /**
     * A document that is not here.
     *
     * @param id     in the history
     * @param sha256 null when the file does not say it
     */
    public record Missing(UUID id, String name, String sha256) {}

    List<Missing> find(String tenant, JsonNode references, NewIds ids) {
        List<Missing> missing = new ArrayList<>();
        for (JsonNode reference : references) {
            String id = reference.path("id").asString("");
            String name = reference.path("name").asString("");
            String sha256 = reference.path("sha256").asString(null);
            Optional<Document> found = sha256 == null ? Optional.empty() : documents.findByContent(tenant, sha256);
            found.or(() -> fromText(tenant, name, reference.path("text"))).ifPresentOrElse(document -> ids.put(id, document.id()), () -> {
                UUID here = UUID.randomUUID();
                ids.put(id, here);
                missing.add(new Missing(here, name, sha256));
            });
        }
        return missing;
    }

    private Optional<Document> fromText(String tenant, String name, JsonNode text) {
        if (!text.isString()) {
            return Optional.empty();
        }
        var bytes = new ByteArrayInputStream(text.asString().getBytes(StandardCharsets.UTF_8));
        return switch (ingestion.ingest(tenant, name.endsWith(".txt") ? name : name + ".txt", bytes)) {
            case Ingested.Added added -> Optional.of(added.document());
            case Ingested.Unchanged unchanged -> Optional.of(unchanged.document());
            case Ingested.Skipped ignored -> Optional.empty();
        };
    }
}
