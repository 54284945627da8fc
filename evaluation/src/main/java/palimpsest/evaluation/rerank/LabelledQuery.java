package palimpsest.evaluation.rerank;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A question with its candidates' features and which of them hold the answer.
 *
 * @param group    conversation it belongs to
 * @param evidence turns that hold the answer, found or not
 * @param gold     of each candidate
 * @param masses   raw attention, [head][candidate]
 * @param hybrid   the search's own score of each candidate, by rank
 */
record LabelledQuery(String group, int evidence, boolean[] gold, double[][] masses, double[] hybrid, Map<String, double[]> features) {

    boolean anyGold() {
        return IntStream.range(0, gold.length).anyMatch(i -> gold[i]);
    }

    /** Share of a head's attention on all candidates that falls on gold: its QRScore on this query. */
    double share(int head) {
        double[] mass = masses[head];
        double least = Math.min(0, Arrays.stream(mass).min().orElse(0));
        double all = Arrays.stream(mass).map(x -> x - least).sum();
        return all <= 0 ? 0 : IntStream.range(0, mass.length).filter(i -> gold[i]).mapToDouble(i -> mass[i] - least).sum() / all;
    }

    private int[] order(double[] scores) {
        return IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(i -> -scores[i])).mapToInt(i -> i).toArray();
    }

    double recall(double[] scores, int k) {
        return IntStream.of(order(scores)).limit(k).filter(i -> gold[i]).count() / (double) evidence;
    }

    double reciprocalRank(double[] scores) {
        int[] order = order(scores);
        return IntStream.range(0, order.length).filter(rank -> gold[order[rank]]).mapToDouble(rank -> 1.0 / (rank + 1)).findFirst().orElse(0);
    }
}
