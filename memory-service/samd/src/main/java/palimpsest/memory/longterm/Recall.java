package palimpsest.memory.longterm;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import palimpsest.memory.retrieve.PassageHit.Reranked;

/**
 * What is looked for in a memory.
 *
 * @param validAt what was true then; null for now
 * @param knownAt as it was believed then; null for now
 * @param limit   1 to 200
 */
public record Recall(String subject, String query, Instant validAt, Instant knownAt, int limit) {

    public Recall {
        if (limit < 1 || limit > 200) {
            throw new IllegalArgumentException("limit must be 1 to 200, but is " + limit + ".");
        }
    }

    public static Recall now(String subject, String query, int limit) {
        return new Recall(subject, query, null, null, limit);
    }

    /** The same with another query. */
    Recall with(String otherQuery) {
        return new Recall(subject, otherQuery, validAt, knownAt, limit);
    }

    /**
     * A record that was found.
     *
     * @param score   of words and meaning together, higher is better
     * @param dense   cosine, NaN when meaning took no part
     * @param lexical BM25, 0 when no word matched
     * @param reranked a reranker's judgement, by which the list is ordered as far as there is one; null where none has read it
     * @param linked  whether a link leads to it from one that bears on the query by itself
     */
    public record Found(MemoryRecord record, double score, double dense, double lexical, Reranked reranked, boolean linked) {

        private static final double NEAR = 0.6; // cosine

        /** Whether it may have to do with the query: it shares a word with it, is near in meaning, or is linked with one that does. */
        public boolean bears() {
            return linked || bears(dense, lexical);
        }

        /** How many records a reranker compared with each other for a recall; 0 where it did none. */
        public static int reranked(List<Found> found) {
            return found.stream().map(Found::reranked).filter(Objects::nonNull).mapToInt(Reranked::of).max().orElse(0);
        }

        static boolean bears(double dense, double lexical) {
            return lexical > 0 || dense >= NEAR;
        }
    }
}
