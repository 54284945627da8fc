package palimpsest.memory.longterm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.gate.ClusterGate;
import palimpsest.memory.gate.ClusterSplit;
import palimpsest.memory.gate.CriterionFit;
import palimpsest.memory.gate.Dialogue;
import palimpsest.memory.gate.FittedGate;
import palimpsest.memory.gate.IntentClusters;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.MemoryGate.Outcome;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.gate.TurnFeatures;

/** Judges turns by the configured gate and keeps each subject's clusters. */
final class Judging {

    private static final int SPLIT_AT_LEAST = 32;
    private static final int SPLIT_LOOKS_AT = 256; // the newest members: what a split costs doesn't grow with the memory

    private final DecisionStore decisions;
    private final ClusterStore clusters;
    private final LongTermMemory.Settings settings;
    private final FittedGate unit;

    Judging(DecisionStore decisions, ClusterStore clusters, LongTermMemory.Settings settings) {
        this.decisions = decisions;
        this.clusters = clusters;
        this.settings = settings;
        this.unit = new FittedGate(settings.profile(), settings.threshold(), settings.needs());
    }

    /** The last turns of a conversation. @param before a number that theirs are under */
    private Dialogue dialogue(String tenant, String subject, String conversation, long before) {
        return dialogue(decisions.last(tenant, subject, conversation, before, Dialogue.TURNS));
    }

    private static Dialogue dialogue(List<Turn> turns) {
        var dialogue = new Dialogue();
        turns.forEach(dialogue::add);
        return dialogue;
    }

    /** The application's, or else the gating unit. */
    MemoryGate gate() {
        return settings.gate() != null ? settings.gate() : unit;
    }

    MemoryGate unit(Double threshold) {
        return threshold == null ? unit : new FittedGate(settings.profile(), threshold, settings.needs());
    }

    /**
     * A turn with the gate's word on it, which rests on its text and the last turns.
     *
     * @param features as the gating unit measured them; null where the application's own gate judged
     */
    record Judged(String conversation, NumberedTurn turn, Dialogue before, MemoryGate.Verdict verdict, double[] features) {
        boolean mayStay() {
            return verdict.outcome() != Outcome.DROP;
        }
    }

    /** What turns are judged by: the gate as the subject's clusters make it, and what was said before, by conversation. */
    record Basis(MemoryGate gate, Map<String, Dialogue> before) {}

    /** Reads nothing that grows with the history. */
    Basis basis(String tenant, String subject, List<String> conversations) {
        Map<String, List<Turn>> last = decisions.last(tenant, subject, conversations, Dialogue.TURNS);
        return new Basis(settings.gate() != null ? settings.gate() : clustered(clusters(tenant, subject)),
                conversations.stream().distinct().collect(Collectors.toMap(name -> name, name -> dialogue(last.getOrDefault(name, List.of())))));
    }

    /** Judges turns by their text, in order: no embedding, nothing read. */
    List<Judged> judge(Basis basis, ConversationTurns said) {
        MemoryGate gate = basis.gate();
        Dialogue before = basis.before().get(said.conversation());
        var judged = new ArrayList<Judged>();
        for (NumberedTurn turn : said.turns()) {
            var interaction = new Interaction(turn.turn(), null, before);
            if (gate instanceof ClusterGate clustered) {
                double[] features = TurnFeatures.of(interaction);
                judged.add(new Judged(said.conversation(), turn, before, clustered.judge(interaction, features), features));
            } else {
                judged.add(new Judged(said.conversation(), turn, before, gate.judge(interaction), null));
            }
            before = before.copy();
            before.add(turn.turn());
        }
        return judged;
    }

    /** What was decided, and the clusters that have doubled by that and may be split when it is stored. */
    record Settled(List<Decision> decisions, List<Cluster> doubled) {}

    /**
     * The last word: what the gate was unsure of is judged by the criterion of its cluster, and clusters grow. Runs in a transaction in which
     * nobody else changes the subject's memory.
     *
     * @param vectors one for each turn that may stay, in order; empty when there is none
     */
    Settled settle(String tenant, String subject, List<Judged> judged, Iterator<float[]> vectors, Instant now) {
        var decided = new ArrayList<Decision>();
        IntentClusters known = settings.gate() != null ? null : clusters(tenant, subject);
        List<Cluster> before = known == null ? List.of() : known.all();
        ClusterGate clustered = known == null ? null : clustered(known);
        for (Judged one : judged) {
            float[] vector = one.mayStay() && vectors.hasNext() ? vectors.next() : null;
            MemoryGate.Verdict verdict = one.verdict();
            String cluster = null;
            double logit = 0;
            if (clustered != null && one.mayStay()) {
                var interaction = new Interaction(one.turn().turn(), vector, one.before());
                FittedGate.Measured measured = clustered.measure(interaction, one.features());
                verdict = verdict.outcome() == Outcome.UNSURE ? clustered.settle(interaction, measured) : verdict;
                logit = measured.logit();
                cluster = clustered.observe(interaction, measured).map(Cluster::id).orElse(null);
            }
            decided.add(new Decision(UUID.randomUUID(), subject, one.conversation(), one.turn().seq(), one.turn().turn(), verdict.keep() ? vector : null,
                    (clustered == null ? settings.gate() : clustered).id(), one.verdict().outcome(), logit, verdict.score(), verdict.keep(), verdict.reason(), cluster,
                    null, null, now, null));
        }
        return known == null ? new Settled(decided, List.of()) : new Settled(store(tenant, subject, before, known, decided), doubled(before, known));
    }

    private static List<Cluster> doubled(List<Cluster> before, IntentClusters now) {
        Map<String, Integer> sizes = before.stream().collect(Collectors.toMap(Cluster::id, Cluster::size));
        return now.all().stream().filter(cluster -> cluster.size() >= SPLIT_AT_LEAST && now.hasRoom(cluster.act(), cluster.centroid())
                && Integer.highestOneBit(cluster.size()) > Integer.highestOneBit(sizes.getOrDefault(cluster.id(), 0))).toList();
    }

    /** Clusters as they are now, with the members of those that are no more. @return the decisions, each in a cluster that is there */
    private List<Decision> store(String tenant, String subject, List<Cluster> before, IntentClusters now, List<Decision> decided) {
        now.all().stream().filter(cluster -> !before.contains(cluster)).forEach(cluster -> clusters.save(tenant, subject, cluster));
        List<Decision> placed = decided;
        for (IntentClusters.Gone gone : now.gone()) {
            clusters.moveAll(tenant, subject, gone.id(), gone.into());
            clusters.delete(tenant, subject, gone.id());
            placed = placed.stream().map(decision -> gone.id().equals(decision.cluster()) ? decision.inCluster(gone.into()) : decision).toList();
        }
        now.gone().stream().map(IntentClusters.Gone::into).filter(Objects::nonNull).distinct().forEach(into -> {
            refit(tenant, subject, into);
            clusters.ruleIsOld(tenant, subject, into);
        });
        return placed;
    }

    /** Splits those clusters that hold two contexts by now. Runs where {@link #settle} does, when its decisions are stored. */
    void split(String tenant, String subject, List<Cluster> doubled) {
        for (Cluster cluster : doubled) {
            List<Decision> members = clusters.members(tenant, subject, cluster.id(), SPLIT_LOOKS_AT).stream().filter(member -> centred(member).length > 0).toList();
            ClusterSplit.of(members.stream().map(this::centred).toList()).ifPresent(halves -> split(tenant, subject, cluster, members, halves));
        }
    }

    private void split(String tenant, String subject, Cluster cluster, List<Decision> members, ClusterSplit.Halves halves) {
        List<UUID> leaving = halves.leaving().stream().map(index -> members.get(index).id()).toList();
        var made = new Cluster(UUID.randomUUID().toString(), cluster.act(), halves.moved(), leaving.size(), cluster.offset(), null);
        clusters.save(tenant, subject, made);
        clusters.move(tenant, leaving, made.id());
        clusters.save(tenant, subject, new Cluster(cluster.id(), cluster.act(), halves.staying(), cluster.size() - leaving.size(), cluster.offset(), cluster.rule()));
        clusters.ruleIsOld(tenant, subject, cluster.id());
        refit(tenant, subject, made.id());
        refit(tenant, subject, cluster.id());
    }

    private float[] centred(Decision member) {
        return ClusterGate.centred(member.embedding(), settings.profile().withEmbedding().center());
    }

    /** Counts what answers cited, and fits the criteria of the clusters of that. */
    void learn(String tenant, String subject, List<CitedTurn> cited) {
        clusters.cited(tenant, subject, cited).forEach(cluster -> refit(tenant, subject, cluster));
    }

    /** Puts a turn that was dropped at once into a cluster, so that a person's word on it teaches one. The cluster's id; null under a gate of somebody's own, or far from all. */
    String place(String tenant, Decision turn) {
        if (settings.gate() != null) {
            return null;
        }
        IntentClusters known = clusters(tenant, turn.subject());
        List<Cluster> before = known.all();
        ClusterGate clustered = clustered(known);
        var interaction = new Interaction(turn.turn(), turn.embedding(), dialogue(tenant, turn.subject(), turn.conversation(), turn.seq()));
        FittedGate.Measured measured = clustered.measure(interaction, TurnFeatures.of(interaction));
        Decision placed = store(tenant, turn.subject(), before, known, List.of(turn.inCluster(clustered.observe(interaction, measured).map(Cluster::id).orElse(null)))).getFirst();
        decisions.place(tenant, turn.id(), placed.cluster(), measured.logit());
        return placed.cluster();
    }

    private IntentClusters clusters(String tenant, String subject) {
        return new IntentClusters(clusters.all(tenant, subject), () -> UUID.randomUUID().toString());
    }

    private ClusterGate clustered(IntentClusters clusters) {
        return new ClusterGate(unit, clusters);
    }

    /** Fits the criterion of a cluster to what is known of its members now. */
    void refit(String tenant, String subject, String cluster) {
        clusters.find(tenant, subject, cluster).ifPresent(known -> clusters.save(tenant, subject, known.withOffset(CriterionFit.offset(clusters.labels(tenant, subject, cluster)))));
    }

    /** Makes a cluster's centre and criterion anew from the members that are left; its rule, which was written from all, goes. */
    void remake(String tenant, String subject, String cluster) {
        clusters.forgetRule(tenant, subject, cluster);
        int size = clusters.size(tenant, subject, cluster);
        if (size == 0) {
            clusters.delete(tenant, subject, cluster);
            return;
        }
        clusters.find(tenant, subject, cluster).ifPresent(known -> {
            float[] centroid = ClusterGate.centroid(clusters.members(tenant, subject, cluster, Integer.MAX_VALUE).stream().map(Decision::embedding).toList(),
                    settings.profile());
            double offset = CriterionFit.offset(clusters.labels(tenant, subject, cluster));
            clusters.save(tenant, subject, new Cluster(cluster, known.act(), centroid, size, offset, null));
        });
    }
}
