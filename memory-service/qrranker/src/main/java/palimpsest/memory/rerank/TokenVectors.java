package palimpsest.memory.rerank;

import java.util.Arrays;

/**
 * A text's token vectors, each a byte a dimension: a cosine of them is right to about 0.01.
 *
 * @param values [token][dimension] of vectors of length 127 at most
 * @param sizes  length of each vector in the same unit
 */
record TokenVectors(byte[][] values, float[] sizes) {

    /**
     * Of some rows of a window.
     *
     * @param from   first row
     * @param length rows
     */
    static TokenVectors of(float[][] rows, int from, int length) {
        var values = new byte[length][];
        var sizes = new float[length];
        for (int token = 0; token < length; token++) {
            float[] row = rows[from + token];
            float most = 1e-9f;
            for (float x : row) {
                most = Math.max(most, Math.abs(x));
            }
            values[token] = new byte[row.length];
            float square = 0;
            for (int i = 0; i < row.length; i++) {
                values[token][i] = (byte) Math.round(row[i] / most * Byte.MAX_VALUE);
                square += values[token][i] * values[token][i];
            }
            sizes[token] = (float) Math.sqrt(square);
        }
        return new TokenVectors(values, sizes);
    }

    /** Memory that they take, in bytes, about. */
    long bytes() {
        return values.length == 0 ? 0 : (long) values.length * (values[0].length + 20);
    }

    /**
     * What each token of a query finds among these.
     *
     * @param best   its best cosine; 0 where there are none
     * @param tokens which of these it is; -1 where there are none
     */
    record Matches(float[] best, int[] tokens) {}

    Matches matches(TokenVectors query) {
        int[][] asked = Arrays.stream(query.values).map(token -> widened(token, new int[token.length])).toArray(int[][]::new);
        var own = new int[values.length == 0 ? 0 : values[0].length]; // one for all tokens: fresh memory for each would cost more than the products
        var best = new float[asked.length];
        var tokens = new int[asked.length];
        Arrays.fill(best, values.length == 0 ? 0 : Float.NEGATIVE_INFINITY);
        Arrays.fill(tokens, -1);
        for (int j = 0; j < values.length; j++) {
            widened(values[j], own);
            for (int i = 0; i < asked.length; i++) {
                float cosine = dot(asked[i], own) / Math.max(1e-9f, query.sizes[i] * sizes[j]);
                if (cosine > best[i]) {
                    best[i] = cosine;
                    tokens[i] = j;
                }
            }
        }
        return new Matches(best, tokens);
    }

    /** Mean of some of these, each of length 1. @param weights of each of them @return empty where there are none */
    float[] mean(int[] tokens, double[] weights) {
        if (values.length == 0) {
            return Evidence.NO_VECTOR;
        }
        var mean = new float[values[0].length];
        double all = Math.max(1e-9, Arrays.stream(weights).sum());
        for (int i = 0; i < tokens.length; i++) {
            float share = (float) (weights[i] / all / Math.max(1e-9f, sizes[tokens[i]]));
            for (int d = 0; d < mean.length; d++) {
                mean[d] += share * values[tokens[i]][d];
            }
        }
        return mean;
    }

    /** Of ints the compiler makes vector instructions of the product, of bytes it does not: a quarter of the time. */
    private static int[] widened(byte[] values, int[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = values[i];
        }
        return into;
    }

    private static int dot(int[] a, int[] b) {
        int sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
