package palimpsest.memory.document;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.text.TokenOffsets;

/** Documents and their text. Every call is scoped by tenant: another tenant's id is as good as unknown. */
public interface DocumentStore {

    /** The document, or empty when unknown, deleted or another tenant's. */
    Optional<Document> find(String tenant, UUID id);

    /** Those of {@code ids} that exist, in the order of {@code ids}. */
    List<Document> findAll(String tenant, Collection<UUID> ids);

    /** A document with this content, the newest of several; {@code sha256} as {@link Document} has it. */
    Optional<Document> findByContent(String tenant, String sha256);

    /**
     * The text at {@code [start, end)} in code points, clipped to the document.
     *
     * @throws java.util.NoSuchElementException when the document is unknown to the tenant
     */
    String text(String tenant, UUID id, int start, int end);

    /** The whole text. */
    String text(String tenant, UUID id);

    /** The page, from 1, on which a code point of the document stands; empty where the document is unknown or has no pages. */
    default Optional<Integer> page(String tenant, UUID id, int at) {
        var place = new DocumentPlace(id, at);
        return Optional.ofNullable(pages(tenant, List.of(place)).get(place));
    }

    /** The pages, from 1, on which these places stand; without those whose document is unknown or has no pages. */
    default Map<DocumentPlace, Integer> pages(String tenant, Collection<DocumentPlace> places) {
        return Map.of();
    }

    /** Where the document's tokens stand, by the tokenizer that it was stored with. Cached: documents never change. */
    TokenOffsets tokenOffsets(String tenant, UUID id);

    /** Marks the document deleted; it is no longer found or searched. No effect when unknown. */
    void delete(String tenant, UUID id);

    /**
     * What is no longer stored.
     *
     * @param passages   and with them the document's text
     * @param embeddings vectors, of any model
     */
    record Erased(long passages, long embeddings) {}

    /** Removes the document's text, passages and vectors for good; that it was there, under which name and hash, stays. Empty when unknown. */
    Optional<Erased> erase(String tenant, UUID id);
}
