package palimpsest.benchmarks;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** Times two ways of doing one thing in turns, so that a machine that gets slower meanwhile is slower for both. For work of a millisecond or more. */
public final class InTurns {

    /** Median times in milliseconds. @param ratios ours over plain, of the rounds */
    public record Medians(double ours, double plain, Row.Spread ratios) {
        public Row row(String measure) {
            return new Row(measure, ours, plain, "ms", ratios, null);
        }
    }

    private InTurns() {}

    /**
     * Runs both a quarter of the rounds unmeasured, then all rounds measured; who comes first changes from round to round.
     *
     * @param rounds at least 1
     */
    public static Medians measure(int rounds, Callable<?> ours, Callable<?> plain) throws Exception {
        for (int warmup = 0; warmup <= rounds / 4; warmup++) {
            ours.call();
            plain.call();
        }
        double[] oursMs = new double[rounds];
        double[] plainMs = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                oursMs[round] = milliseconds(ours);
                plainMs[round] = milliseconds(plain);
            } else {
                plainMs[round] = milliseconds(plain);
                oursMs[round] = milliseconds(ours);
            }
        }
        Row.Spread ratios = spread(IntStream.range(0, rounds).mapToDouble(round -> oursMs[round] / plainMs[round]).toArray());
        return new Medians(median(oursMs), median(plainMs), ratios);
    }

    private static double milliseconds(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return (System.nanoTime() - start) / 1e6;
    }

    /** Without the lowest and the highest quarter. */
    static Row.Spread spread(double[] ratios) {
        double[] sorted = Arrays.stream(ratios).sorted().toArray();
        int quarter = sorted.length / 4;
        return new Row.Spread(sorted[quarter], sorted[sorted.length - 1 - quarter]);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
