package palimpsest.benchmarks.scale;

import java.util.Random;

/** Made-up embeddings that lie in clusters, as those of texts do; the same for the same seed. */
final class ClusteredVectors {

    static final int DIMENSIONS = 384;
    private static final int CLUSTERS = 500;
    /** Spread within a cluster against the distance between clusters, each of length 1. */
    private static final double SPREAD = 0.8;

    private final Random random;
    private final float[][] centres = new float[CLUSTERS][];

    ClusteredVectors(long seed) {
        this.random = new Random(seed);
        for (int i = 0; i < CLUSTERS; i++) {
            centres[i] = direction();
        }
    }

    float[] next() {
        float[] vector = direction();
        float[] centre = centres[random.nextInt(CLUSTERS)];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) (centre[i] + SPREAD * vector[i]);
        }
        return vector;
    }

    private float[] direction() {
        float[] vector = new float[DIMENSIONS];
        double square = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
            square += vector[i] * vector[i];
        }
        float length = (float) Math.sqrt(square);
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= length;
        }
        return vector;
    }
}
