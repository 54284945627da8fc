package palimpsest.evaluation.rerank;

import java.util.List;
import palimpsest.memory.retrieve.Reranker.Candidate;

/**
 * A question with what a search found for it: what a reranker is fitted on.
 *
 * @param conversation name of the conversation that it is about; a fit is checked on conversations that it has not seen
 * @param candidates   best first, 50 at most
 * @param evidence     indexes of the candidates that hold the answer; empty when the search missed them all
 * @param relevant     turns that hold the answer, found or not; at least 1
 */
public record LabelledCandidates(String conversation, String question, int category, List<Candidate> candidates, List<Integer> evidence,
                                 int relevant) {

    public LabelledCandidates {
        candidates = List.copyOf(candidates);
        evidence = List.copyOf(evidence);
    }
}
