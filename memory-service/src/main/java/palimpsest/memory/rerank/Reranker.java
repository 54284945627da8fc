package palimpsest.memory.rerank;

import java.util.List;

/** Orders candidates by how well they answer a query. Implementations may be used by several threads. */
public interface Reranker {

    /**
     * A text to be judged.
     *
     * @param title   what the text is part of: a document's name, speaker and date; empty for none
     * @param text    not empty
     * @param dense   cosine similarity that the search found, NaN when it took no part
     * @param lexical BM25 score that the search found, 0 when no word matched
     */
    record Candidate(String title, String text, double dense, double lexical) {}

    /**
     * One score for each candidate, in the candidates' order; higher is better. A candidate's score depends neither on the order of
     * the others nor on how they were packed together.
     *
     * @param query      not empty
     * @param candidates any number; none gives an empty array
     */
    double[] score(String query, List<Candidate> candidates);
}
