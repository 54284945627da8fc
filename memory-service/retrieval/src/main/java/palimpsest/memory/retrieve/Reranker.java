package palimpsest.memory.retrieve;

import java.time.Duration;
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
     * @param turn     whether somebody said it in a conversation; otherwise it is a passage of a document
     * @param found    score by which the search ordered it, NaN when unknown
     * @param before   of a turn, what was said right before it, with who said it; empty when unknown or nothing
     */
    record Candidate(String title, String text, double dense, double lexical, String document, int position, boolean turn, double found, String before) {

        /** One of which nothing is known that was said before it. */
        public Candidate(String title, String text, double dense, double lexical, String document, int position, boolean turn, double found) {
            this(title, text, dense, lexical, document, position, turn, found, "");
        }

        /** One that no search ordered. */
        public Candidate(String title, String text, double dense, double lexical, String document, int position, boolean turn) {
            this(title, text, dense, lexical, document, position, turn, Double.NaN);
        }

        /** A passage. */
        public Candidate(String title, String text, double dense, double lexical, String document, int position) {
            this(title, text, dense, lexical, document, position, false);
        }

        /** A passage of no known place. */
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

    /**
     * Why one of the candidates is scored as it is; empty for a reranker that can't say it, or can't score now.
     *
     * @param which number of the candidate, from 0
     */
    default Optional<Explanation> explain(String query, List<Candidate> candidates, int which) {
        return Optional.empty();
    }

    /** No limit that anybody would meet. */
    Duration NO_DEADLINE = Duration.ofDays(1);

    /**
     * The same for as many candidates as the time allows, the first ones first: NaN for a candidate that was not read. Loading a model, on the
     * first call, takes time of its own beside it. Empty when it can't score now. A reranker that does not override this reads them all.
     */
    default Optional<double[]> scoresWithin(String query, List<Candidate> candidates, Duration deadline) {
        return scoresIfAvailable(query, candidates);
    }

    /** The same reranker, which reads no longer than that for one query: its scores are those of {@link #scoresWithin}, {@link #score} reads all. */
    default Reranker within(Duration deadline) {
        Reranker all = this;
        return new Reranker() {

            @Override
            public double[] score(String query, List<Candidate> candidates) {
                return all.score(query, candidates);
            }

            @Override
            public Optional<Explanation> explain(String query, List<Candidate> candidates, int which) {
                return all.explain(query, candidates, which);
            }

            @Override
            public Optional<double[]> scoresIfAvailable(String query, List<Candidate> candidates) {
                return all.scoresWithin(query, candidates, deadline);
            }

            @Override
            public Optional<double[]> scoresWithin(String query, List<Candidate> candidates, Duration other) {
                return all.scoresWithin(query, candidates, other.compareTo(deadline) < 0 ? other : deadline);
            }
        };
    }

    /**
     * The same; empty when it can't score now, where {@link #score} keeps the order. For who needs the scores and not an order. NaN for a candidate
     * that was not read, where reading has a {@linkplain #within deadline}.
     */
    default Optional<double[]> scoresIfAvailable(String query, List<Candidate> candidates) {
        return Optional.of(score(query, candidates));
    }
}
