package palimpsest.memory.rerank;

/** Late interaction (ColBERT, arXiv 2004.12832): each query token finds its most similar token in the candidate. */
final class MaxSim {

    private MaxSim() {}

    /**
     * The best cosine of each query token; null when there are no vectors.
     *
     * @param vectors [token][width] of one window
     */
    static float[] best(float[][] vectors, int query, int queryLength, int text, int textLength) {
        if (vectors == null) {
            return null;
        }
        float[] lengths = new float[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            lengths[i] = (float) Math.sqrt(dot(vectors[i], vectors[i]));
        }
        var best = new float[queryLength];
        for (int i = 0; i < queryLength; i++) {
            best[i] = textLength == 0 ? 0 : -1;
            for (int j = 0; j < textLength; j++) {
                float cosine = dot(vectors[query + i], vectors[text + j]) / Math.max(1e-9f, lengths[query + i] * lengths[text + j]);
                best[i] = Math.max(best[i], cosine);
            }
        }
        return best;
    }

    private static float dot(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0; // four sums, so that the additions need not wait for each other
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + s2 + s3;
    }
}
