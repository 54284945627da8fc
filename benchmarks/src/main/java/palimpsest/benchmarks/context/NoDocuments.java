package palimpsest.benchmarks.context;

import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.text.TokenOffsets;

/** A store that holds nothing: the scripted run's texts come from its own tool. */
final class NoDocuments implements DocumentStore {

    @Override
    public Optional<Document> find(String tenant, UUID id) {
        return Optional.empty();
    }

    @Override
    public List<Document> findAll(String tenant, Collection<UUID> ids) {
        return List.of();
    }

    @Override
    public Optional<Document> findByContent(String tenant, String sha256) {
        return Optional.empty();
    }

    @Override
    public String text(String tenant, UUID id, int start, int end) {
        throw new NoSuchElementException("no document " + id);
    }

    @Override
    public String text(String tenant, UUID id) {
        throw new NoSuchElementException("no document " + id);
    }

    @Override
    public TokenOffsets tokenOffsets(String tenant, UUID id) {
        return TokenOffsets.EMPTY;
    }

    @Override
    public void delete(String tenant, UUID id) {
        // There is none.
    }

    @Override
    public Optional<Erased> erase(String tenant, UUID id) {
        return Optional.empty();
    }
}
