package palimpsest.benchmarks;

/**
 * One figure of a benchmark.
 *
 * @param measure what was measured, such as {@code hybrid search, 2,000 passages}
 * @param ours    this product's figure, in {@code unit}
 * @param plain   the plain alternative's, in {@code unit}
 * @param unit    such as {@code ms} (less is better) or {@code passages/s} (more is better)
 */
public record Row(String measure, double ours, double plain, String unit) {

    /** {@code ours / plain}; not a number where plain is 0. */
    public double ratio() {
        return plain == 0 ? Double.NaN : ours / plain;
    }
}
