package palimpsest.memory.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** SAMD's gating unit: a logistic regression over cheap features of a turn and its embedding. */
public final class FittedGate implements MemoryGate {

    private static final int NAMED = 3;

    private final GateProfile profile;
    private final Linear withEmbedding;
    private final Linear wordsOnly;

    /** With the thresholds of the profile. */
    public FittedGate(GateProfile profile) {
        this(profile, null);
    }

    /** @param threshold probability from which a turn is kept; null for the profile's own */
    public FittedGate(GateProfile profile, Double threshold) {
        this.profile = profile;
        this.withEmbedding = new Linear(profile.withEmbedding(), threshold);
        this.wordsOnly = new Linear(profile.wordsOnly(), threshold);
    }

    /**
     * What was measured of a turn.
     *
     * @param logit     of the probability that it will be asked for
     * @param threshold that the probability must reach
     * @param center    what embeddings are compared relative to; empty without one
     */
    public record Measured(double logit, double threshold, DialogueAct act, float[] center, List<String> why) {
        public double score(double offset) {
            return 1 / (1 + Math.exp(-(logit + offset)));
        }
    }

    @Override
    public String id() {
        return "fitted:" + profile.name();
    }

    @Override
    public Verdict judge(Interaction interaction) {
        return verdict(measure(interaction), 0, "", null);
    }

    Measured measure(Interaction interaction) {
        return measure(TurnFeatures.of(interaction), interaction.embedding());
    }

    public Measured measure(double[] features, float[] embedding) {
        boolean usable = embedding != null && embedding.length == profile.withEmbedding().embedding().length;
        Linear head = usable ? withEmbedding : wordsOnly;
        double logit = head.logit(features, usable ? embedding : null);
        return new Measured(logit, head.threshold, DialogueAct.of(features), head.center, head.why(features, logit >= head.atThreshold()));
    }

    static Verdict verdict(Measured measured, double offset, String criterion, String cluster) {
        double score = measured.score(offset);
        boolean keep = score >= measured.threshold();
        String why = measured.why().isEmpty() ? "nothing stands out" : String.join(", ", measured.why());
        return new Verdict(keep, score, String.format(Locale.ROOT, "%.2f %s %.2f: %s%s", score, keep ? "reaches" : "is under", measured.threshold(),
                why, criterion), cluster);
    }

    /** A head with its weights by {@link Feature#ordinal()}, so that scoring looks nothing up. */
    private static final class Linear {
        private final double threshold;
        private final double bias;
        private final double[] mean = new double[Feature.values().length];
        private final double[] scaled = new double[Feature.values().length];
        private final float[] embedding;
        private final float[] center;

        Linear(GateProfile.Head head, Double threshold) {
            this.threshold = threshold != null ? threshold : head.threshold();
            this.bias = head.bias();
            this.embedding = head.embedding();
            this.center = head.center();
            for (Feature feature : Feature.values()) {
                GateProfile.Weight weight = head.weights().get(feature.name());
                if (weight != null) {
                    mean[feature.ordinal()] = weight.mean();
                    scaled[feature.ordinal()] = weight.weight() / weight.deviation();
                }
            }
        }

        double atThreshold() {
            return Math.log(threshold / (1 - threshold));
        }

        double logit(double[] features, float[] vector) {
            double logit = bias;
            for (int i = 0; i < features.length; i++) {
                logit += scaled[i] * (features[i] - mean[i]);
            }
            return vector == null ? logit : logit + Dialogue.dot(embedding, vector);
        }

        /** What spoke most for the outcome. */
        List<String> why(double[] features, boolean keep) {
            var parts = new ArrayList<Feature>();
            for (Feature feature : Feature.values()) {
                if (part(features, feature, keep) > 0.1) {
                    parts.add(feature);
                }
            }
            parts.sort(Comparator.comparingDouble(feature -> -part(features, feature, keep)));
            return parts.stream().limit(NAMED).map(feature -> described(features, feature)).collect(Collectors.toList());
        }

        private double part(double[] features, Feature feature, boolean keep) {
            int i = feature.ordinal();
            return scaled[i] * (features[i] - mean[i]) * (keep ? 1 : -1);
        }

        private String described(double[] features, Feature feature) {
            return (features[feature.ordinal()] < mean[feature.ordinal()] ? "little of " : "") + feature.description;
        }
    }
}
