package palimpsest.benchmarks;

/**
 * One figure of a benchmark.
 *
 * @param measure what was measured, such as {@code hybrid search, 2,000 passages}
 * @param ours    this product's figure, in {@code unit}
 * @param plain   the plain alternative's, in {@code unit}
 * @param unit    such as {@code ms} (less is better) or {@code passages/s} (more is better)
 * @param spread  of the ratio from round to round; null where there are no rounds
 * @param key     of the figure among those that stand for the whole benchmark, such as {@code vs_floor}; null for most
 */
public record Row(String measure, double ours, double plain, String unit, Spread spread, String key) {

    /** Half of the ratios lie from {@code low} to {@code high}. */
    public record Spread(double low, double high) {}

    public Row(String measure, double ours, double plain, String unit) {
        this(measure, ours, plain, unit, null, null);
    }

    /** The same, told under a key besides: our figure, or the ratio where the key begins with {@code vs_}. */
    public Row as(String name) {
        return new Row(measure, ours, plain, unit, spread, name);
    }

    /** What is told under the key. */
    double headline() {
        return key != null && key.startsWith("vs_") ? ratio() : ours;
    }

    /** {@code ours / plain}; not a number where plain is 0. */
    public double ratio() {
        return plain == 0 ? Double.NaN : ours / plain;
    }
}
