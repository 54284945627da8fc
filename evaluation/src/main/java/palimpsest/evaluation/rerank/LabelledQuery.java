package palimpsest.evaluation.rerank;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import palimpsest.memory.rerank.Features;

/**
 * A question with its candidates' features and which of them hold the answer.
 *
 * @param group    conversation or article that it belongs to
 * @param evidence turns that hold the answer, found or not
 * @param gold     of each candidate, in the order in which the search found them
 * @param features [name][candidate]
 * @param vectors  that directions are for, [name][candidate][dimension]; a candidate's is empty where it was not read
 */
record LabelledQuery(String group, int evidence, boolean[] gold, Map<String, double[]> features, Map<String, float[][]> vectors) {

    LabelledQuery(String group, int evidence, boolean[] gold, Map<String, double[]> features) {
        this(group, evidence, gold, features, Map.of());
    }

    static LabelledQuery of(Measured measured, List<String> heads) {
        LabelledCandidates labelled = measured.labelled();
        var gold = new boolean[labelled.candidates().size()];
        labelled.evidence().forEach(index -> gold[index] = true);
        return new LabelledQuery(labelled.conversation(), labelled.relevant(), gold,
                Features.of(labelled.question(), labelled.candidates(), measured.evidence(), heads),
                Map.of(Features.MATCHED, Features.vectors(measured.evidence(), Features.MATCHED), Features.ASKED, Features.vectors(measured.evidence(), Features.ASKED)));
    }

    /** With the features of directions. */
    LabelledQuery along(Map<String, float[]> directions) {
        if (directions.isEmpty()) {
            return this;
        }
        var all = new HashMap<>(features);
        directions.forEach((name, direction) -> all.put(name, Features.along(vectors.get(name), direction)));
        return new LabelledQuery(group, evidence, gold, all, vectors);
    }

    boolean anyGold() {
        return IntStream.range(0, gold.length).anyMatch(i -> gold[i]);
    }

    /** The search's own order. */
    double[] asFound() {
        return IntStream.range(0, gold.length).mapToDouble(i -> -i).toArray();
    }

    double[] scores(Map<String, Double> weights) {
        var scores = new double[gold.length];
        weights.forEach((name, weight) -> {
            double[] column = features.get(name);
            for (int i = 0; i < scores.length; i++) {
                scores[i] += weight * column[i];
            }
        });
        return scores;
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
