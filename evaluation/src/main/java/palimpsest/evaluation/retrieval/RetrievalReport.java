package palimpsest.evaluation.retrieval;

import java.util.List;
import java.util.SequencedMap;

/**
 * What was measured.
 *
 * @param systems       by name, in the order in which they ran
 * @param leaveOneOut   figures of a reranker fitted without the conversation asked about; null where that was not measured
 * @param questions     how many were asked of each
 * @param conversations how many they are about
 */
public record RetrievalReport(SequencedMap<String, Figures> systems, SequencedMap<String, Double> leaveOneOut, int questions, int conversations) {

    /**
     * Figures of one system, by measure: {@code recall@1}, {@code recall@5}, {@code recall@10} (part of a question's evidence turns
     * among the first k, averaged over questions), {@code hit@5} (whether any of them is), {@code mrr}, {@code ndcg@10} and
     * {@code candidate_recall@50}; all in [0, 1].
     *
     * @param ci95       lower and upper end of each 95 % bootstrap interval
     * @param categories means of each category of questions
     * @param millis     median time of a query
     */
    public record Figures(SequencedMap<String, Double> means, SequencedMap<String, double[]> ci95, List<Category> categories, double millis) {}

    /** Means over the questions of one category. */
    public record Category(int category, int questions, SequencedMap<String, Double> means) {}
}
