package palimpsest.memory.retrieve;

import java.util.Map;

/**
 * A candidate with its scores.
 *
 * @param lexical BM25, 0 when no word matched
 * @param score   by which it is ordered
 * @param matched positions of the matched words, from 1, and what they matched
 */
record Scored(Candidate candidate, double lexical, double score, Map<Integer, String> matched) {

    PassagePlace place() {
        return candidate.place();
    }

    Scored withScore(double other) {
        return new Scored(candidate, lexical, other, matched);
    }
}
