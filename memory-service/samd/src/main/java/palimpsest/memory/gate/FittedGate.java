package palimpsest.memory.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.text.BareQuestion;
import palimpsest.memory.text.Pleasantry;
import palimpsest.memory.text.SpokenCorrection;

/**
 * SAMD's gating unit: a logistic regression over cheap features of a turn. {@link #judge} looks at no embedding; {@link #settle} does, for
 * what that is unsure of.
 */
public final class FittedGate implements MemoryGate {

    private static final int NAMED = 3;
    private static final String ONLY_ASKS = "It only asks; what was answered is judged by itself.";
    private static final String CORRECTS = "It corrects what was said before.";
    private static final String SAYS_NOTHING = "It says nothing of its own: a greeting, thanks, assent or the like.";

    private final GateProfile profile;
    private final Linear withEmbedding;
    private final Linear wordsOnly;
    private final MemoryNeeds needs;
    private final double unsureFrom;
    private final double unsureTo;

    /** With the thresholds of the profile. */
    public FittedGate(GateProfile profile) {
        this(profile, null);
    }

    /** @param threshold probability from which a turn is kept, and with which the band of the unsure moves; null for the profile's own */
    public FittedGate(GateProfile profile, Double threshold) {
        this(profile, threshold, MemoryNeeds.NONE);
    }

    /** @param needs what the application wants remembered */
    public FittedGate(GateProfile profile, Double threshold, MemoryNeeds needs) {
        this.profile = profile;
        this.needs = needs;
        this.withEmbedding = new Linear(profile.withEmbedding(), threshold);
        this.wordsOnly = new Linear(profile.wordsOnly(), threshold);
        double moved = wordsOnly.atThreshold() - logit(profile.wordsOnly().threshold());
        this.unsureFrom = logit(profile.unsure().from()) + moved;
        this.unsureTo = logit(profile.unsure().to()) + moved;
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
        return judge(interaction, 0, 0);
    }

    /**
     * @param lowest  that a criterion may add to the linear score, not above 0
     * @param highest likewise, not under 0: where one could change the outcome, the outcome is open
     */
    Verdict judge(Interaction interaction, double lowest, double highest) {
        return judge(interaction, TurnFeatures.of(interaction), lowest, highest);
    }

    /** @param features of the interaction */
    Verdict judge(Interaction interaction, double[] features, double lowest, double highest) {
        Measured plain = measure(features, null);
        Measured measured = needed(interaction, plain);
        String empty = measured.logit() <= plain.logit() && highest <= 0 ? empty(interaction) : null;
        if (empty != null) {
            return new Verdict(Outcome.DROP, false, Math.min(measured.score(0), measured.threshold() / 2), empty, null);
        }
        if (corrects(interaction)) {
            return new Verdict(Outcome.KEEP, true, Math.max(measured.score(0), measured.threshold()), CORRECTS, null);
        }
        Outcome outcome = outcome(measured.logit(), lowest, highest);
        Verdict leaning = verdict(measured, 0, "", null);
        return switch (outcome) {
            case KEEP, DROP -> new Verdict(outcome, outcome == Outcome.KEEP, leaning.score(), leaning.reason(), null);
            case UNSURE -> new Verdict(outcome, leaning.keep(), leaning.score(), leaning.reason(), null);
        };
    }

    /** What is asked is nothing that is known, and neither is politeness, unless a picture comes with it. @return why there is nothing to keep, or null */
    public static String empty(Interaction interaction) {
        Turn turn = interaction.turn();
        if (turn.caption() != null && !turn.caption().isBlank()) {
            return null;
        }
        if (BareQuestion.is(turn.text())) {
            return ONLY_ASKS;
        }
        return Pleasantry.is(turn.text(), names(interaction)) && !answersWhether(interaction) ? SAYS_NOTHING : null;
    }

    private static boolean corrects(Interaction interaction) {
        Turn turn = interaction.turn();
        List<Turn> before = interaction.before().lastTurns();
        return SpokenCorrection.in(turn.text()).filter(correction -> CorrectedTurn.of(turn, correction, before).isPresent() || CorrectedTurn.mayBeAnAnswer(turn, correction, before)).isPresent();
    }

    private static List<String> names(Interaction interaction) {
        return Stream.concat(Stream.of(interaction.turn()), interaction.before().lastTurns().stream()).map(Turn::speaker).filter(Objects::nonNull).distinct().toList();
    }

    /** "Yes" says what was asked. */
    private static boolean answersWhether(Interaction interaction) {
        List<Turn> last = interaction.before().lastTurns();
        return !interaction.before().startsSession(interaction.turn()) && BareQuestion.asksWhether(last.getLast().text());
    }

    /** Of a score of the head without embeddings. */
    public Outcome outcome(double logit, double lowest, double highest) {
        if (logit + highest < unsureFrom) {
            return Outcome.DROP;
        }
        return logit + lowest >= unsureTo ? Outcome.KEEP : Outcome.UNSURE;
    }

    /** What the features say and the embedding, if it is of the profile's model. @param features of the interaction */
    Measured measure(Interaction interaction, double[] features) {
        return needed(interaction, measure(features, interaction.embedding()));
    }

    private Measured needed(Interaction interaction, Measured measured) {
        MemoryNeeds.Shift shift = needs.shift(interaction.turn().content());
        return shift.words().isEmpty() ? measured : new Measured(measured.logit() + shift.logit(), measured.threshold(), measured.act(), measured.center(),
                Stream.concat(shift.words().stream(), measured.why().stream()).toList());
    }

    /** The last word on a turn. @param offset of the criterion of its cluster; @param criterion in words, for the reason */
    Verdict settle(Measured measured, double offset, String criterion, String cluster) {
        return verdict(measured, offset, criterion, cluster);
    }

    public Measured measure(double[] features, float[] embedding) {
        boolean usable = embedding != null && embedding.length == profile.withEmbedding().embedding().length;
        Linear head = usable ? withEmbedding : wordsOnly;
        double logit = head.logit(features, usable ? embedding : null);
        return new Measured(logit, head.threshold, DialogueAct.of(features), head.center, head.why(features, logit >= head.atThreshold()));
    }

    private static double logit(double probability) {
        return Math.log(probability / (1 - probability));
    }

    private static Verdict verdict(Measured measured, double offset, String criterion, String cluster) {
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
            return FittedGate.logit(threshold);
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
