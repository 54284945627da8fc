package palimpsest.memory.retrieve;

import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import palimpsest.memory.document.DocumentStore;

/** Finds where in documents a quote may stand, word for word; whether it does, to the character, is for the caller to see. */
@FunctionalInterface
public interface QuoteSearch {

    /**
     * A stretch of a document.
     *
     * @param start code point of the document at which {@code text} begins
     */
    record Stretch(UUID documentId, int start, String text) {}

    /**
     * The likeliest stretches first, at most 20, each with as much text around the words that were found as the quote is long. Documents that are unknown,
     * deleted or another tenant's hold nothing.
     */
    List<Stretch> find(String tenant, Collection<UUID> documents, String quote);

    /** For stores without an index: the whole texts. */
    static QuoteSearch reading(DocumentStore documents) {
        return (tenant, ids, quote) -> ids.stream().distinct().flatMap(id -> {
            try {
                return List.of(new Stretch(id, 0, documents.text(tenant, id))).stream();
            } catch (NoSuchElementException e) {
                return List.<Stretch>of().stream(); // deleted meanwhile
            }
        }).toList();
    }
}
