package palimpsest.evaluation.gate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import palimpsest.memory.gate.Feature;
import palimpsest.memory.gate.GateProfile.Head;
import palimpsest.memory.gate.GateProfile.Weight;
import palimpsest.evaluation.gate.LabelledTurns.Labelled;

/** Fits the heads of a profile to labelled turns. */
final class GateFitting {

    private static final double FEATURE_PENALTY = 20;
    private static final double EMBEDDING_PENALTY = 500; // of each standardised dimension: there are hundreds

    private GateFitting() {}

    /** @param withEmbedding whether the turns' embeddings are used */
    static Head head(List<Labelled> turns, boolean withEmbedding, double threshold) {
        int width = withEmbedding ? turns.getFirst().embedding().length : 0;
        List<Feature> features = List.of(Feature.values());
        double[][] x = turns.stream().map(turn -> row(turn, features, width)).toArray(double[][]::new);
        double[] mean = new double[features.size() + width];
        double[] deviation = new double[mean.length];
        LogisticRegression.standardise(x, mean, deviation);
        double[] penalty = new double[mean.length];
        Arrays.fill(penalty, 0, features.size(), FEATURE_PENALTY);
        Arrays.fill(penalty, features.size(), penalty.length, EMBEDDING_PENALTY);
        boolean[] y = new boolean[turns.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = turns.get(i).evidence();
        }
        return head(LogisticRegression.fit(x, y, penalty), features, mean, deviation, width, threshold);
    }

    private static double[] row(Labelled turn, List<Feature> features, int width) {
        double[] row = new double[features.size() + width];
        for (int j = 0; j < features.size(); j++) {
            row[j] = turn.features()[features.get(j).ordinal()];
        }
        for (int j = 0; j < width; j++) {
            row[features.size() + j] = turn.embedding()[j];
        }
        return row;
    }

    private static Head head(double[] fitted, List<Feature> features, double[] mean, double[] deviation, int width, double threshold) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (int j = 0; j < features.size(); j++) {
            weights.put(features.get(j).name(), new Weight(mean[j], deviation[j], fitted[j]));
        }
        double bias = fitted[fitted.length - 1];
        float[] embedding = new float[width];
        float[] center = new float[width];
        for (int j = 0; j < width; j++) {
            int at = features.size() + j;
            embedding[j] = (float) (fitted[at] / deviation[at]);
            center[j] = (float) mean[at];
            bias -= fitted[at] * mean[at] / deviation[at];
        }
        return new Head(threshold, bias, weights, embedding, center);
    }

    /** The probability of the last turn kept when a share of the turns is kept, best first. */
    static double thresholdFor(List<Labelled> turns, ToDoubleFunction<Labelled> score, double share) {
        double[] scores = turns.stream().mapToDouble(score).sorted().toArray();
        return scores[(int) Math.clamp(Math.round(scores.length * (1 - share)), 0, scores.length - 1)];
    }
}
