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
import java.util.random.RandomGeneratorFactory;
import palimpsest.evaluation.gate.GateCurve.Point;
import palimpsest.evaluation.gate.LabelledTurns.Labelled;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.gate.ClusterGate;
import palimpsest.memory.gate.CriterionFit;
import palimpsest.memory.gate.Dialogue;
import palimpsest.memory.gate.FittedGate;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.IntentClusters;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.MemoryGate.Outcome;
import palimpsest.memory.longterm.MemoryEnrichment;

/** Measures gates on conversations with questions: how many turns are kept, and how much of what questions need. */
public final class GateEvaluation {

    private static final double APART = 1000; // what is dropped at once stands under all else on the curve

    private final List<LocomoConversation> conversations;
    private final List<Labelled> turns;
    private final boolean embedded;

    /** @param embed one vector for each text; null without an embedding model. Each turn is embedded once. */
    public GateEvaluation(List<LocomoConversation> conversations, Function<List<String>, List<float[]>> embed) {
        this.conversations = conversations;
        this.turns = LabelledTurns.of(conversations, embed);
        this.embedded = embed != null;
    }

    /**
     * What a gate keeps, and what that costs.
     *
     * @param atThreshold what it keeps by its own thresholds
     * @param embedded    share of the turns that get an embedding: those kept, and those that the gate is unsure of
     * @param calls       to a language model that takes facts out of what is kept, against calls for all turns
     */
    public record Result(Point atThreshold, GateCurve curve, double embedded, double calls) {}

    public int turns() {
        return turns.size();
    }

    public long evidence() {
        return turns.stream().filter(Labelled::evidence).count();
    }

    /**
     * A gate that was fitted, and clusters with criteria that were.
     *
     * @param clusters none: the gate alone, which leans to a side where it is unsure
     */
    private record Judge(FittedGate unit, IntentClusters clusters) {

        /** What a gate makes of a turn: where it stands on the curve, whether it is kept, and whether it was embedded for that. */
        private record Look(double rank, boolean kept, boolean embedded) {}

        Look at(Labelled turn) {
            FittedGate.Measured words = unit.measure(turn.features(), null);
            if (turn.empty()) {
                return new Look(words.logit() - 2 * APART, false, false);
            }
            if (clusters == null) {
                boolean keep = words.score(0) >= words.threshold();
                return new Look(words.logit(), keep, keep);
            }
            IntentClusters.Reach reach = clusters.reach(turn.act());
            Outcome outcome = unit.outcome(words.logit(), reach.lowest(), reach.highest());
            FittedGate.Measured measured = unit.measure(turn.features(), turn.embedding());
            double offset = clusters.nearest(turn.act(), ClusterGate.centred(turn.embedding(), measured.center())).map(Cluster::offset).orElse(0.0);
            return switch (outcome) {
                case DROP -> new Look(words.logit() - APART, false, false);
                case UNSURE -> new Look(measured.logit() + offset, measured.score(offset) >= measured.threshold(), true);
                case KEEP -> new Look(words.logit() + APART, true, true);
            };
        }
    }

    private Result result(Function<Labelled, Judge> judges) {
        double[] ranks = new double[turns.size()];
        boolean[] kept = new boolean[turns.size()];
        int embeddings = 0;
        Map<String, Integer> keptOf = new HashMap<>();
        Map<String, Integer> allOf = new HashMap<>();
        for (int i = 0; i < ranks.length; i++) {
            Labelled turn = turns.get(i);
            Judge.Look look = judges.apply(turn).at(turn);
            ranks[i] = look.rank();
            kept[i] = look.kept();
            embeddings += look.embedded() ? 1 : 0;
            keptOf.merge(turn.conversation(), look.kept() ? 1 : 0, Integer::sum);
            allOf.merge(turn.conversation(), 1, Integer::sum);
        }
        return new Result(GateCurve.point(turns, kept), GateCurve.of(turns, ranks), embeddings / (double) Math.max(1, turns.size()),
                calls(keptOf) / (double) Math.max(1, calls(allOf)));
    }

    private static int calls(Map<String, Integer> turnsOf) {
        return turnsOf.values().stream().mapToInt(count -> Math.ceilDiv(count, MemoryEnrichment.TURNS_PER_CALL)).sum();
    }

    /** A gate of this profile over all conversations. @param clusters whether it has a second look where it is unsure; there are no criteria yet */
    public Result profile(GateProfile profile, Double threshold, boolean clusters) {
        var judge = new Judge(new FittedGate(profile, threshold), clusters ? new IntentClusters(List.of(), new Numbers()::next) : null);
        return result(turn -> judge);
    }

    /**
     * Each conversation is judged by a gate that was fitted on the others.
     *
     * @param clusters whether it has a second look where it is unsure, under criteria of clusters that were fitted on the others too
     * @throws IllegalStateException with fewer than two conversations
     */
    public Result leaveOneOut(boolean clusters) {
        return leaveOneOut(clusters, GateFitting.PENALTY, GateFitting.SHARE);
    }

    private Result leaveOneOut(boolean clusters, double penalty, double share) {
        Map<String, Judge> judges = new HashMap<>();
        for (LocomoConversation left : conversations) {
            List<Labelled> others = turns.stream().filter(turn -> !turn.conversation().equals(left.name())).toList();
            if (others.isEmpty()) {
                throw new IllegalStateException("Leaving one conversation out needs at least two.");
            }
            var unit = new FittedGate(GateFitting.profile(others, embedded, penalty, share));
            judges.put(left.name(), new Judge(unit, clusters ? criteria(unit, others) : null));
        }
        return result(turn -> judges.get(turn.conversation()));
    }

    private static IntentClusters criteria(FittedGate unit, List<Labelled> fittedOn) {
        var clusters = new IntentClusters(List.of(), new Numbers()::next);
        Map<String, List<CriterionFit.Label>> members = new LinkedHashMap<>();
        for (Labelled turn : fittedOn) {
            FittedGate.Measured measured = unit.measure(turn.features(), turn.embedding());
            clusters.join(turn.act(), ClusterGate.centred(turn.embedding(), measured.center())).ifPresent(cluster ->
                    members.computeIfAbsent(cluster.id(), id -> new ArrayList<>()).add(new CriterionFit.Label(measured.logit(), turn.evidence(), 1)));
        }
        for (IntentClusters.Gone gone : clusters.gone()) {
            List<CriterionFit.Label> labels = members.remove(gone.id());
            if (labels != null && gone.into() != null) {
                members.computeIfAbsent(gone.into(), id -> new ArrayList<>()).addAll(labels);
            }
        }
        members.forEach((id, labels) -> clusters.revise(id, CriterionFit.offset(labels), null));
        return clusters;
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

    /** Mean time in microseconds that a gate takes to judge a turn by its text and the last turns. */
    public double microsPerTurn(MemoryGate gate) {
        timed(gate); // once for the compiler
        return timed(gate) / 1e3 / Math.max(1, turns.size());
    }

    private long timed(MemoryGate gate) {
        long nanos = 0;
        for (LocomoConversation conversation : conversations) {
            var before = new Dialogue();
            for (LocomoConversation.Turn turn : conversation.turns()) {
                var interaction = new Interaction(LabelledTurns.turn(turn), null, before);
                long start = System.nanoTime();
                gate.judge(interaction);
                nanos += System.nanoTime() - start;
                before.add(interaction.turn());
            }
        }
        return nanos;
    }

    /**
     * Fits a profile to all of the conversations.
     *
     * @param embeddingModel id of the model that made the vectors
     * @param penalty        L2 of each feature; null for the usual one
     * @param share          of the turns that thresholds keep, over 0.25; null for 0.55
     */
    public GateProfile fit(String name, String fittedOn, String licence, String embeddingModel, Double penalty, Double share) {
        if (!embedded) {
            throw new IllegalStateException("A profile is fitted with embeddings; it holds weights for going without them too.");
        }
        double ofFeature = penalty == null ? GateFitting.PENALTY : penalty;
        double ofTurns = share == null ? GateFitting.SHARE : share;
        Result unseen = conversations.size() > 1 ? leaveOneOut(true, ofFeature, ofTurns) : null;
        String measured = unseen == null ? "" : String.format(Locale.ROOT, "; leaving one conversation out, AUC %.3f and %.3f of the evidence in %.2f of the turns, "
                + "%.2f of the turns embedded", unseen.curve().auc(), unseen.curve().at(GateFitting.SHARE).evidenceKept(), GateFitting.SHARE, unseen.embedded());
        GateProfile fitted = GateFitting.profile(turns, true, ofFeature, ofTurns);
        return new GateProfile(name, fittedOn + measured, licence, conversations.stream().map(GateEvaluation::fingerprint).toList(), embeddingModel,
                fitted.withEmbedding(), fitted.wordsOnly(), fitted.unsure());
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
