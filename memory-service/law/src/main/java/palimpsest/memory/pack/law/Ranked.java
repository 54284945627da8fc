package palimpsest.memory.pack.law;

/**
 * Something found.
 *
 * @param score  by which it is ordered; comparable within one query only
 * @param words  BM25, 0 when no word matched
 * @param cosine of query and text in [-1, 1]; NaN when there are no embeddings (yet)
 */
public record Ranked<T>(T item, double score, double words, double cosine) {}
