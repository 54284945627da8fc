package palimpsest.evaluation.rerank;

import java.util.List;
import palimpsest.memory.rerank.Evidence;

/**
 * A question with its candidates and what a model says about each.
 *
 * @param evidence of each candidate, all heads that were measured
 */
public record Measured(LabelledCandidates labelled, List<Evidence> evidence) {

    public Measured {
        evidence = List.copyOf(evidence);
    }
}
