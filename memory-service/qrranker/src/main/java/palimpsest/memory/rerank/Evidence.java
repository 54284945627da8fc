package palimpsest.memory.rerank;

import java.util.Arrays;

/**
 * What a model says about one candidate and a query. NaN is what it was not asked: the heads of a candidate that is not among the best by the rest.
 *
 * @param heads  attention from the query to the candidate, of each head read: summed over the candidate's tokens, averaged over the query's
 * @param rare   the same, averaged over the query's tokens by how rare each is among the candidates: words of the question that name something
 *               count, words that any question has do not
 * @param maxSim best cosine of each query token with a token of the candidate, or of the turn before it (late interaction), mean over the query's tokens by
 *               how rare each is
 * @param tokens the candidate's length
 * @param matched mean of the candidate's token vectors, each of length 1, that the query's tokens find, by how rare each of these is; empty where it was not read
 * @param asked  mean of the vectors of the query's tokens where it is read beside the candidate, from the pass that gives the heads; empty where it was not read
 */
public record Evidence(double[] heads, double[] rare, double maxSim, int tokens, float[] matched, float[] asked) {

    static final float[] NO_VECTOR = {};

    /** Without vectors. */
    public Evidence(double[] heads, double[] rare, double maxSim, int tokens) {
        this(heads, rare, maxSim, tokens, NO_VECTOR, NO_VECTOR);
    }

    /** Of so many heads that were not read. */
    static Evidence withoutHeads(int heads, double maxSim, int tokens, float[] matched) {
        var unknown = new double[heads];
        Arrays.fill(unknown, Double.NaN);
        return new Evidence(unknown, unknown, maxSim, tokens, matched, NO_VECTOR);
    }

    /** The rest of it. */
    Evidence withoutHeads() {
        return withoutHeads(heads.length, maxSim, tokens, matched);
    }

    boolean headsRead() {
        return heads.length > 0 && Double.isFinite(heads[0]);
    }
}
