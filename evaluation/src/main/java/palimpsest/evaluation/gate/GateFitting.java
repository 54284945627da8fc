package palimpsest.evaluation.gate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import palimpsest.memory.gate.Feature;
import palimpsest.memory.gate.FittedGate;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.GateProfile.Head;
import palimpsest.memory.gate.GateProfile.Weight;
import palimpsest.evaluation.gate.LabelledTurns.Labelled;

/** Fits the heads of a profile to labelled turns. */
final class GateFitting {

    /** The share of turns that fitted thresholds keep where nothing else is said. */
    static final double SHARE = 0.55;

    private static final double IN_DOUBT = 0.02; // share of the turns that are not dropped at once, and not kept at the second look
    static final double SURE = 0.25; // share of the turns that need no second look to be kept
    /** L2 of each feature for data of the size of LoCoMo's. */
    static final double PENALTY = 20;
    private static final double BESIDE_EMBEDDING = 60; // of a feature in the head that has the embedding too
    private static final double EMBEDDING_PENALTY = 1000; // of each standardised dimension: there are hundreds

    private GateFitting() {}

    /**
     * Heads, thresholds and what lies between being sure of either, without a name.
     *
     * @param embedded whether the turns have embeddings
     * @param penalty  L2 of each feature
     * @param share    of the turns that thresholds keep; more than {@value #SURE}
     */
    static GateProfile profile(List<Labelled> turns, boolean embedded, double penalty, double share) {
        Head words = head(turns, false, penalty);
        Head with = embedded ? head(turns, true, Math.max(penalty, BESIDE_EMBEDDING)) : words;
        var raw = new FittedGate(new GateProfile("", "", "", List.of(), "", with, words, null));
        ToDoubleFunction<Labelled> first = turn -> raw.measure(turn.features(), null).logit();
        double from = thresholdFor(turns, first, share + IN_DOUBT);
        double to = thresholdFor(turns, first, SURE);
        List<Labelled> unsure = turns.stream().filter(turn -> first.applyAsDouble(turn) >= from && first.applyAsDouble(turn) < to).toList();
        ToDoubleFunction<Labelled> second = turn -> raw.measure(turn.features(), embedded ? turn.embedding() : null).logit();
        double settled = unsure.isEmpty() ? from : thresholdFor(unsure, second, (share - SURE) / (share + IN_DOUBT - SURE));
        Head thresholded = at(words, thresholdFor(turns, first, share));
        return new GateProfile("", "", "", List.of(), "", at(with, settled), thresholded, new GateProfile.Unsure(probability(from), probability(to)));
    }

    private static Head at(Head head, double logit) {
        return new Head(probability(logit), head.bias(), head.weights(), head.embedding(), head.center());
    }

    private static double probability(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** @param withEmbedding whether the turns' embeddings are used */
    private static Head head(List<Labelled> turns, boolean withEmbedding, double ofFeature) {
        int width = withEmbedding ? turns.getFirst().embedding().length : 0;
        List<Feature> features = List.of(Feature.values());
        double[][] x = turns.stream().map(turn -> row(turn, features, width)).toArray(double[][]::new);
        double[] mean = new double[features.size() + width];
        double[] deviation = new double[mean.length];
        LogisticRegression.standardise(x, mean, deviation);
        double[] penalty = new double[mean.length];
        Arrays.fill(penalty, 0, features.size(), ofFeature);
        Arrays.fill(penalty, features.size(), penalty.length, EMBEDDING_PENALTY);
        boolean[] y = new boolean[turns.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = turns.get(i).evidence();
        }
        return head(LogisticRegression.fit(x, y, penalty), features, mean, deviation, width, 0.5);
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

    /** The score of the last turn kept when a share of the turns is kept, best first. */
    static double thresholdFor(List<Labelled> turns, ToDoubleFunction<Labelled> score, double share) {
        double[] scores = turns.stream().mapToDouble(score).sorted().toArray();
        return scores[(int) Math.clamp(Math.round(scores.length * (1 - share)), 0, scores.length - 1)];
    }
}
