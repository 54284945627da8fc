package palimpsest.memory.retrieve;

/**
 * Words and meaning in one number, added up as scores and not as ranks: BM25 as a part of the query's best, plus the cosine as it is
 * (convex combination with theoretical minimum, Bruch, Gai, Ingber: An analysis of fusion functions for hybrid retrieval,
 * arXiv 2210.11934). It finds more than reciprocal ranks do (docs/retrieval.md), and needs no list of a certain length.
 */
public final class HybridScore {

    /** Weight of the cosine beside the lexical score, which is in [0, 1]. */
    private static final double DENSE = 2.0;
    /** Weight of the parts of words, which are in [0, 1] too. */
    static final double PARTS = 1.5;

    private HybridScore() {}

    /**
     * @param words  score by words, 0 or more
     * @param best   the highest of the query's; 0 when nothing holds any of its words
     * @param cosine with the query, -1 to 1
     */
    public static double of(double words, double best, double cosine) {
        return (best > 0 ? words / best : 0) + DENSE * cosine;
    }
}
