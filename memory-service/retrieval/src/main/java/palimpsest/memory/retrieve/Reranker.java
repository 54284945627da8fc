package palimpsest.memory.retrieve;

import java.util.List;
import java.util.Optional;

/** Orders candidates by how well they answer a query. Implementations may be used by several threads. */
public interface Reranker {

    /**
     * A text to be judged.
     *
     * @param title   what the text is part of: a document's name, speaker and date; empty for none
     * @param text    not empty
     * @param dense   cosine similarity that the search found, NaN when it took no part
     * @param lexical BM25 score that the search found, 0 when no word matched
     * @param document what the text is a part of, so that neighbours are known; empty when unknown
     * @param position number of the text in its document; -1 when unknown
     */
    record Candidate(String title, String text, double dense, double lexical, String document, int position) {

        /** A candidate of no known place. */
        public Candidate(String title, String text, double dense, double lexical) {
            this(title, text, dense, lexical, "", -1);
        }
    }

    /**
     * One score for each candidate, in the candidates' order; higher is better. A candidate's score depends neither on the order of
     * the others nor on how they were packed together; it may depend on which others there are, so scores of two calls do not compare.
     *
     * @param query      not empty
     * @param candidates any number; none gives an empty array
     */
    double[] score(String query, List<Candidate> candidates);

    /** The same; empty when it can't score now, where {@link #score} keeps the order. For who needs the scores and not an order. */
    default Optional<double[]> scoresIfAvailable(String query, List<Candidate> candidates) {
        return Optional.of(score(query, candidates));
    }
}
