package palimpsest.memory.verified;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;

/**
 * The two stores as they are used: what is given out stands in its source as it is now. An item whose source is unchanged is given out
 * without a new check; otherwise it is checked against the newest document of the same origin, and kept or marked by what that says.
 */
public final class VerifiedMemory {

    private final VerifiedStore store;
    private final DocumentStore documents;
    private final Recheck recheck;

    /** Finds an item again in a text that changed. */
    @FunctionalInterface
    public interface Recheck {
        /** Where {@code document}, whose text is {@code text}, bears the item out; empty when it does not. */
        Optional<Source> in(VerifiedItem item, Document document, String text);
    }

    public VerifiedMemory(VerifiedStore store, DocumentStore documents, Recheck recheck) {
        this.store = store;
        this.documents = documents;
        this.recheck = recheck;
    }

    /**
     * Keeps what passed a check.
     *
     * @param source null when it was said in the conversation itself
     */
    public VerifiedItem keep(String tenant, MemoryOwner owner, MemoryType type, String content, Source source, String verifiedBy) {
        return store.add(tenant, owner, type, content, source, verifiedBy);
    }

    /** Everything of a store that holds now, oldest first. */
    public List<VerifiedItem> fetch(String tenant, MemoryOwner owner, MemoryType type) {
        return store.standing(tenant, owner, type).stream().map(item -> current(tenant, item)).flatMap(Optional::stream).toList();
    }

    /** The item of exactly this content, if it holds now. */
    public Optional<VerifiedItem> find(String tenant, MemoryOwner owner, MemoryType type, String content) {
        return store.find(tenant, owner, type, content).flatMap(item -> current(tenant, item));
    }

    /** Marks an item: it is no longer given out. */
    public void delete(String tenant, UUID id, String because) {
        store.delete(tenant, id, because);
    }

    private Optional<VerifiedItem> current(String tenant, VerifiedItem item) {
        if (item.source() == null) {
            return Optional.of(item);
        }
        Optional<Document> newest = store.newest(tenant, item.source().origin()).flatMap(id -> documents.find(tenant, id));
        if (newest.isPresent() && newest.get().sha256().equals(item.source().sha256())) {
            return Optional.of(item);
        }
        Optional<Source> found = newest.flatMap(document -> recheck.in(item, document, documents.text(tenant, document.id())));
        if (found.isEmpty()) {
            store.delete(tenant, item.id(), newest.isEmpty() ? "its source is gone" : "its source changed and no longer says so");
            return Optional.empty();
        }
        return Optional.of(store.add(tenant, item.owner(), item.type(), item.content(), found.get(), item.verifiedBy()));
    }
}
