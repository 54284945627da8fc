package palimpsest.evaluation.retrieval;

import java.util.SequencedMap;

/**
 * What a memory over conversations found of the evidence for labelled questions.
 *
 * @param systems      all parts on, each part off in turn, and the baselines, by name
 * @param equalStorage by name: the gate's choice of turns, and as many turns chosen otherwise
 * @param kept         turns that the gate kept
 * @param turns        turns there are
 */
public record MemoryReport(SequencedMap<String, Figures> systems, SequencedMap<String, Stored> equalStorage, Ingestion ingestion, int kept, int turns,
                           int questions, int conversations) {

    /**
     * Means over the questions; {@code NaN} where a baseline has no order.
     *
     * @param tokens  that stand in front of a question: the ten best, or all that there is
     * @param share   of the whole history's tokens
     * @param records stored
     * @param millis  median time to find them
     */
    public record Figures(double recall5, double recall10, double recall20, double mrr, double tokens, double share, int records, double millis) {}

    /**
     * @param evidence share of the turns that hold an answer that is stored
     * @param recall10 share of a question's evidence among the ten best of what is stored, without reranker and links
     */
    public record Stored(double evidence, double recall10) {}

    /** Turns a second, embedding included, with the gate and when everything is kept; milliseconds of embedding a turn. */
    public record Ingestion(double withGate, double withoutGate, double embeddingMillis) {}
}
