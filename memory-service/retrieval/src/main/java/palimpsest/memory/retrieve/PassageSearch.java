package palimpsest.memory.retrieve;

import java.util.List;

/** Finds passages by words and by meaning. Answers by words alone as long as embeddings are missing. */
public interface PassageSearch {

    /** Hits, best first; ties in document and passage order, so that equal calls on equal data answer equally. */
    List<PassageHit> search(SearchQuery query);
}
