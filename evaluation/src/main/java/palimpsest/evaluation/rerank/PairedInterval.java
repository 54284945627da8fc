package palimpsest.evaluation.rerank;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Percentile bootstrap of a mean difference, always with the same draws. */
public final class PairedInterval {

    private static final int RESAMPLES = 1000;
    private static final long SEED = 20_250_101;

    private PairedInterval() {}

    /** Lower and upper end of the interval that holds 95 % of the resampled means of one minus other, pair by pair. */
    public static double[] of(double[] one, double[] other) {
        var random = new SplittableRandom(SEED);
        var means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int n = 0; n < one.length; n++) {
                int drawn = random.nextInt(one.length);
                means[i] += (one[drawn] - other[drawn]) / one.length;
            }
        }
        Arrays.sort(means);
        return new double[] {means[RESAMPLES / 40 - 1], means[RESAMPLES - RESAMPLES / 40]};
    }
}
