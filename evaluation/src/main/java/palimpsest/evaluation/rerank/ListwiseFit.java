package palimpsest.evaluation.rerank;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Weights of features by listwise softmax cross-entropy (ListNet, ICML 2007): each question's gold candidates share the probability. L2
 * regularised, convex, from zero, without chance: the same data give the same weights.
 */
final class ListwiseFit {

    private static final double L2 = 1e-3;
    private static final int STEPS = 400;
    private static final double STEP = 0.5;

    private ListwiseFit() {}

    static SequencedMap<String, Double> fit(List<LabelledQuery> queries, List<String> features) {
        List<LabelledQuery> useful = queries.stream().filter(LabelledQuery::anyGold).toList();
        double[] weights = new double[features.size()];
        double[] momentum = new double[weights.length];
        for (int step = 0; step < STEPS && !useful.isEmpty(); step++) {
            double[] gradient = Arrays.stream(weights).map(w -> 2 * L2 * w).toArray();
            for (LabelledQuery query : useful) {
                addGradient(query, features, weights, gradient, 1.0 / useful.size());
            }
            for (int i = 0; i < weights.length; i++) {
                momentum[i] = 0.9 * momentum[i] - 0.1 * STEP * gradient[i];
                weights[i] += momentum[i];
            }
        }
        var named = new LinkedHashMap<String, Double>();
        for (int i = 0; i < weights.length; i++) {
            named.put(features.get(i), weights[i]);
        }
        return named;
    }

    private static void addGradient(LabelledQuery query, List<String> features, double[] weights, double[] gradient, double share) {
        double[] scores = new double[query.gold().length];
        for (int f = 0; f < weights.length; f++) {
            double[] column = query.features().get(features.get(f));
            for (int i = 0; i < scores.length; i++) {
                scores[i] += weights[f] * column[i];
            }
        }
        double most = Arrays.stream(scores).max().orElse(0);
        double[] odds = Arrays.stream(scores).map(score -> Math.exp(score - most)).toArray();
        double all = Arrays.stream(odds).sum();
        long gold = 0;
        for (boolean one : query.gold()) {
            gold += one ? 1 : 0;
        }
        for (int i = 0; i < scores.length; i++) {
            double error = share * (odds[i] / all - (query.gold()[i] ? 1.0 / gold : 0));
            for (int f = 0; f < weights.length; f++) {
                gradient[f] += error * query.features().get(features.get(f))[i];
            }
        }
    }
}
