package palimpsest.evaluation.gate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGeneratorFactory;
import palimpsest.evaluation.gate.GateCurve.Point;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.gate.ClusterGate;
import palimpsest.memory.gate.CriterionFit;
import palimpsest.memory.gate.Dialogue;
import palimpsest.memory.gate.FittedGate;
import palimpsest.memory.gate.GateProfile.Head;
import palimpsest.evaluation.gate.LabelledTurns.Labelled;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.IntentClusters;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.locomo.LocomoConversation;

/** Measures gates on conversations with questions: how many turns are kept, and how much of what questions need. */
public final class GateEvaluation {

    /** The share of turns that fitted thresholds keep. */
    public static final double SHARE = 0.55;

    private final List<LocomoConversation> conversations;
    private final List<Labelled> turns;
    private final boolean embedded;

    /** @param embed one vector for each text; null without an embedding model. Each turn is embedded once. */
    public GateEvaluation(List<LocomoConversation> conversations, Function<List<String>, List<float[]>> embed) {
        this.conversations = conversations;
        this.turns = LabelledTurns.of(conversations, embed);
        this.embedded = embed != null;
    }

    /** @param atThreshold what the gate keeps by its own threshold; null for a score without one */
    public record Result(Point atThreshold, GateCurve curve) {}

    public int turns() {
        return turns.size();
    }

    public long evidence() {
        return turns.stream().filter(Labelled::evidence).count();
    }

    /** A gate of this profile over all conversations. */
    public Result profile(GateProfile profile, Double threshold) {
        var gate = new FittedGate(profile, threshold);
        double[] scores = new double[turns.size()];
        boolean[] kept = new boolean[turns.size()];
        for (int i = 0; i < scores.length; i++) {
            FittedGate.Measured measured = gate.measure(turns.get(i).features(), turns.get(i).embedding());
            scores[i] = measured.logit();
            kept[i] = measured.score(0) >= measured.threshold();
        }
        return new Result(GateCurve.point(turns, kept), GateCurve.of(turns, scores));
    }

    /**
     * Each conversation is judged by a gate that was fitted on the others.
     *
     * @param criteria whether clusters have criteria of their own, fitted on the others too
     * @throws IllegalStateException with fewer than two conversations
     */
    public Result leaveOneOut(boolean criteria) {
        Map<String, ToDoubleFunction<Labelled>> byConversation = new HashMap<>();
        Map<String, Double> thresholds = new HashMap<>();
        for (LocomoConversation left : conversations) {
            List<Labelled> others = turns.stream().filter(turn -> !turn.conversation().equals(left.name())).toList();
            if (others.isEmpty()) {
                throw new IllegalStateException("Leaving one conversation out needs at least two.");
            }
            ToDoubleFunction<Labelled> score = score(GateFitting.head(others, embedded, 0.5), others, criteria);
            byConversation.put(left.name(), score);
            thresholds.put(left.name(), GateFitting.thresholdFor(others, score, SHARE));
        }
        double[] scores = new double[turns.size()];
        boolean[] kept = new boolean[turns.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = byConversation.get(turns.get(i).conversation()).applyAsDouble(turns.get(i));
            kept[i] = scores[i] >= thresholds.get(turns.get(i).conversation());
        }
        return new Result(GateCurve.point(turns, kept), GateCurve.of(turns, scores));
    }

    private ToDoubleFunction<Labelled> score(Head head, List<Labelled> fittedOn, boolean criteria) {
        var unit = new FittedGate(new GateProfile("", "", "", List.of(), "", head, head, null));
        ToDoubleFunction<Labelled> logit = turn -> unit.measure(turn.features(), turn.embedding()).logit();
        if (!criteria) {
            return logit;
        }
        var clusters = new IntentClusters(List.of(), new Numbers()::next);
        Map<String, List<CriterionFit.Label>> members = new LinkedHashMap<>();
        for (Labelled turn : fittedOn) {
            Cluster cluster = clusters.join(turn.act(), ClusterGate.centred(turn.embedding(), head.center()));
            members.computeIfAbsent(cluster.id(), id -> new ArrayList<>()).add(new CriterionFit.Label(logit.applyAsDouble(turn), turn.evidence(), 1));
        }
        members.forEach((id, labels) -> clusters.revise(id, CriterionFit.offset(labels), null));
        return turn -> logit.applyAsDouble(turn)
                + clusters.nearest(turn.act(), ClusterGate.centred(turn.embedding(), head.center())).map(Cluster::offset).orElse(0.0);
    }

    private static final class Numbers {
        private int last;

        String next() {
            return String.valueOf(++last);
        }
    }

    /** Keeps the longest turns. */
    public GateCurve longest() {
        return GateCurve.of(turns, turns.stream().mapToDouble(Labelled::words).toArray());
    }

    /** Keeps turns by chance. */
    public GateCurve random(long seed) {
        return GateCurve.of(turns, RandomGeneratorFactory.of("SplittableRandom").create(seed).doubles(turns.size()).toArray());
    }

    /** Mean time of a gate for one turn in milliseconds, its embedding given. */
    public double millisPerTurn(MemoryGate gate) {
        long nanos = 0;
        int at = 0;
        for (LocomoConversation conversation : conversations) {
            var before = new Dialogue();
            for (LocomoConversation.Turn turn : conversation.turns()) {
                var interaction = new Interaction(LabelledTurns.turn(turn), turns.get(at++).embedding(), before);
                long start = System.nanoTime();
                gate.judge(interaction);
                nanos += System.nanoTime() - start;
                before.add(interaction.turn());
            }
        }
        return nanos / 1e6 / Math.max(1, turns.size());
    }

    /** Fits a profile to all of the conversations. @param embeddingModel id of the model that made the vectors */
    public GateProfile fit(String name, String fittedOn, String licence, String embeddingModel) {
        if (!embedded) {
            throw new IllegalStateException("A profile is fitted with embeddings; it holds weights for going without them too.");
        }
        Result unseen = conversations.size() > 1 ? leaveOneOut(false) : null;
        Head with = withThreshold(GateFitting.head(turns, true, 0.5));
        Head without = withThreshold(GateFitting.head(turns, false, 0.5));
        String measured = unseen == null ? "" : String.format(Locale.ROOT, "; leaving one conversation out, AUC %.3f and %.3f of the evidence in %.2f of the turns",
                unseen.curve().auc(), unseen.curve().at(SHARE).evidenceKept(), SHARE);
        return new GateProfile(name, fittedOn + measured, licence, conversations.stream().map(GateEvaluation::fingerprint).toList(), embeddingModel, with, without);
    }

    private Head withThreshold(Head head) {
        ToDoubleFunction<Labelled> logit = score(head, turns, false);
        double threshold = 1 / (1 + Math.exp(-GateFitting.thresholdFor(turns, logit, SHARE)));
        return new Head(threshold, head.bias(), head.weights(), head.embedding(), head.center());
    }

    /** How many of the conversations the profile was fitted on. */
    public long seenBy(GateProfile profile) {
        return conversations.stream().map(GateEvaluation::fingerprint).filter(profile.seen()::contains).count();
    }

    private static String fingerprint(LocomoConversation conversation) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            conversation.turns().forEach(turn -> digest.update((turn.id() + '\t' + turn.content() + '\n').getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
