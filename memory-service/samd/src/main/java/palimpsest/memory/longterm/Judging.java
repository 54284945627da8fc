package palimpsest.memory.longterm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.gate.ClusterGate;
import palimpsest.memory.gate.CriterionFit;
import palimpsest.memory.gate.Dialogue;
import palimpsest.memory.gate.FittedGate;
import palimpsest.memory.gate.IntentClusters;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.MemoryGate.Outcome;

/** Judges turns by the configured gate and keeps each subject's clusters. */
final class Judging {

    private final DecisionStore decisions;
    private final LongTermMemory.Settings settings;
    private final FittedGate unit;

    Judging(DecisionStore decisions, LongTermMemory.Settings settings) {
        this.decisions = decisions;
        this.settings = settings;
        this.unit = new FittedGate(settings.profile(), settings.threshold(), settings.needs());
    }

    /** The last turns of a conversation. @param before a number that theirs are under */
    private Dialogue dialogue(String tenant, String subject, String conversation, long before) {
        var dialogue = new Dialogue();
        decisions.last(tenant, subject, conversation, before, Dialogue.TURNS).forEach(dialogue::add);
        return dialogue;
    }

    MemoryGate unit(Double threshold) {
        return threshold == null ? unit : new FittedGate(settings.profile(), threshold, settings.needs());
    }

    /** A turn with the gate's word on it, which rests on its text and the last turns. */
    record Judged(NumberedTurn turn, Dialogue before, MemoryGate.Verdict verdict) {
        boolean mayStay() {
            return verdict.outcome() != Outcome.DROP;
        }
    }

    /** What turns of a conversation are judged by: the gate as the subject's clusters make it, and what was said before. */
    record Basis(MemoryGate gate, Dialogue before) {}

    /** Reads nothing that grows with the history. */
    Basis basis(String tenant, String subject, String conversation) {
        return new Basis(settings.gate() != null ? settings.gate() : clustered(clusters(tenant, subject)), dialogue(tenant, subject, conversation, Long.MAX_VALUE));
    }

    /** Judges turns by their text, in order: no embedding, nothing read. */
    List<Judged> judge(Basis basis, List<NumberedTurn> turns) {
        MemoryGate gate = basis.gate();
        Dialogue before = basis.before();
        var judged = new ArrayList<Judged>();
        for (NumberedTurn turn : turns) {
            judged.add(new Judged(turn, before, gate.judge(new Interaction(turn.turn(), null, before))));
            before = before.copy();
            before.add(turn.turn());
        }
        return judged;
    }

    /**
     * The last word: what the gate was unsure of is judged by the criterion of its cluster, and clusters grow. Runs in a transaction in which
     * nobody else changes the subject's memory.
     *
     * @param vectors one for each turn that may stay, in order; empty when there is none
     */
    List<Decision> settle(String tenant, String subject, String conversation, List<Judged> judged, Iterator<float[]> vectors, Instant now) {
        var decided = new ArrayList<Decision>();
        var grown = new LinkedHashMap<String, Cluster>();
        ClusterGate clustered = settings.gate() != null ? null : clustered(clusters(tenant, subject));
        for (Judged one : judged) {
            float[] vector = one.mayStay() && vectors.hasNext() ? vectors.next() : null;
            MemoryGate.Verdict verdict = one.verdict();
            String cluster = null;
            double logit = 0;
            if (clustered != null && one.mayStay()) {
                var interaction = new Interaction(one.turn().turn(), vector, one.before());
                ClusterGate.Settled settled = clustered.settle(interaction);
                verdict = verdict.outcome() == Outcome.UNSURE ? settled.verdict() : verdict;
                logit = settled.logit();
                Cluster joined = clustered.observe(interaction);
                grown.put(joined.id(), joined);
                cluster = joined.id();
            }
            decided.add(new Decision(UUID.randomUUID(), subject, conversation, one.turn().seq(), one.turn().turn(), verdict.keep() ? vector : null,
                    (clustered == null ? settings.gate() : clustered).id(), one.verdict().outcome(), logit, verdict.score(), verdict.keep(), verdict.reason(), cluster,
                    null, null, now, null));
        }
        grown.values().forEach(cluster -> decisions.save(tenant, subject, cluster));
        return decided;
    }

    /** Puts a turn that was dropped at once into a cluster, so that a person's word on it teaches one. The cluster's id; null under a gate of somebody's own. */
    String place(String tenant, Decision turn) {
        if (settings.gate() != null) {
            return null;
        }
        ClusterGate clustered = clustered(clusters(tenant, turn.subject()));
        var interaction = new Interaction(turn.turn(), turn.embedding(), dialogue(tenant, turn.subject(), turn.conversation(), turn.seq()));
        double logit = clustered.settle(interaction).logit();
        Cluster joined = clustered.observe(interaction);
        decisions.save(tenant, turn.subject(), joined);
        decisions.place(tenant, turn.id(), joined.id(), logit);
        return joined.id();
    }

    private IntentClusters clusters(String tenant, String subject) {
        return new IntentClusters(decisions.clusters(tenant, subject), () -> UUID.randomUUID().toString());
    }

    private ClusterGate clustered(IntentClusters clusters) {
        return new ClusterGate(unit, clusters);
    }

    /** Fits the criterion of a cluster to what is known of its members now. */
    void refit(String tenant, String subject, String cluster) {
        decisions.clusters(tenant, subject).stream().filter(known -> known.id().equals(cluster)).findFirst()
                .ifPresent(known -> decisions.save(tenant, subject, known.withOffset(CriterionFit.offset(decisions.labels(tenant, subject, cluster)))));
    }

    /** Makes a cluster's centre and criterion anew from the members that are left; its rule, which was written from all, goes. */
    void remake(String tenant, String subject, String cluster) {
        decisions.forgetRule(tenant, subject, cluster);
        int size = decisions.size(tenant, subject, cluster);
        if (size == 0) {
            decisions.deleteCluster(tenant, subject, cluster);
            return;
        }
        decisions.clusters(tenant, subject).stream().filter(known -> known.id().equals(cluster)).findFirst().ifPresent(known -> {
            float[] centroid = ClusterGate.centroid(decisions.members(tenant, subject, cluster, Integer.MAX_VALUE).stream().map(Decision::embedding).toList(),
                    settings.profile());
            double offset = CriterionFit.offset(decisions.labels(tenant, subject, cluster));
            decisions.save(tenant, subject, new Cluster(cluster, known.act(), centroid, size, offset, null));
        });
    }
}
