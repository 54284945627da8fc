package palimpsest.memory.retrieve;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds passages by words and by meaning. Answers by words alone as long as embeddings are missing. */
public interface PassageSearch {

    /** Hits, best first; ties in document and passage order, so that equal calls on equal data answer equally. */
    List<PassageHit> search(SearchQuery query);

    /** A hit, its place among those that were judged together, from 1 and before they were put in order, and why it is scored as it is. */
    record Explained(PassageHit hit, int place, Explanation explanation) {}

    /** Why a passage stands where it does among the hits of a query's first page; empty where none was judged, or the passage is not among them. */
    default Optional<Explained> explain(SearchQuery query, UUID document, int passage) {
        return Optional.empty();
    }
}
