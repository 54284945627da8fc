package palimpsest.memory.retrieve;

/** By what passages are found. */
public enum SearchMode {
    /** Words, scored by BM25. */
    LEXICAL,
    /** Meaning, scored by the cosine of embeddings. */
    DENSE,
    /** Both, fused by rank. */
    HYBRID
}
