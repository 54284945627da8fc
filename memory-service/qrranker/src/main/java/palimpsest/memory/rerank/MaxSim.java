package palimpsest.memory.rerank;

/**
 * Late interaction (ColBERT, arXiv 2004.12832): each query token finds its most similar token in the candidate. Of a turn of a conversation it may find it
 * in the turn before, too: an answer seldom repeats the words of what it answers.
 */
final class MaxSim {

    /** What a token of the turn before counts (0.8 to 0.95 do as well; docs/reranking.md). */
    private static final float BEFORE = 0.9f;

    private MaxSim() {}

    /** The best cosine of each query token in a turn and the one before it, of those of each. */
    static float[] withTurnBefore(float[] own, float[] before) {
        var best = own.clone();
        for (int i = 0; i < best.length; i++) {
            best[i] = Math.max(best[i], BEFORE * before[i]);
        }
        return best;
    }

    /** Mean over the query's tokens. @param weights of each, by how rare it is */
    static double mean(float[] best, double[] weights) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < best.length; i++) {
            sum += weights[i] * best[i];
            all += weights[i];
        }
        return sum / Math.max(1e-9, all);
    }
}
