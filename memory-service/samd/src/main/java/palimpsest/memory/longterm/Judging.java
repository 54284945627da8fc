package palimpsest.memory.longterm;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.gate.ClusterGate;
import palimpsest.memory.gate.CriterionFit;
import palimpsest.memory.gate.Dialogue;
import palimpsest.memory.gate.FittedGate;
import palimpsest.memory.gate.IntentClusters;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;

/** Judges turns by the configured gate and keeps each subject's clusters. */
final class Judging {

    private final DecisionStore decisions;
    private final LongTermMemory.Settings settings;
    private final FittedGate unit;

    Judging(DecisionStore decisions, LongTermMemory.Settings settings) {
        this.decisions = decisions;
        this.settings = settings;
        this.unit = new FittedGate(settings.profile(), settings.threshold());
    }

    /** The conversation so far, from the decisions on its turns. */
    Dialogue dialogue(String tenant, String subject, String conversation) {
        var dialogue = new Dialogue();
        decisions.ofConversation(tenant, subject, conversation).forEach(decision -> dialogue.add(decision.turn(), decision.embedding()));
        return dialogue;
    }

    MemoryGate unit(Double threshold) {
        return threshold == null ? unit : new FittedGate(settings.profile(), threshold);
    }

    Session session(String tenant, String subject) {
        return new Session(tenant, subject);
    }

    /** One subject's clusters, for as long as some turns are taken in. */
    final class Session {
        private final String tenant;
        private final String subject;
        private final IntentClusters clusters;
        private final ClusterGate clustered;
        private final Map<String, Cluster> grown = new LinkedHashMap<>();

        private Session(String tenant, String subject) {
            this.tenant = tenant;
            this.subject = subject;
            this.clusters = new IntentClusters(decisions.clusters(tenant, subject), () -> UUID.randomUUID().toString());
            this.clustered = new ClusterGate(unit, clusters);
        }

        Decision decide(String conversation, NumberedTurn turn, Interaction interaction, Instant now) {
            MemoryGate gate = settings.gate() != null ? settings.gate() : clustered;
            MemoryGate.Verdict verdict = gate.judge(interaction);
            Cluster cluster = clustered.observe(interaction);
            grown.put(cluster.id(), cluster);
            return new Decision(UUID.randomUUID(), subject, conversation, turn.seq(), turn.turn(), interaction.embedding(), gate.id(),
                    clustered.logit(interaction), verdict.score(), verdict.keep(), verdict.reason(), cluster.id(), null, null, now);
        }

        void saveClusters() {
            grown.values().forEach(cluster -> decisions.save(tenant, subject, cluster));
        }
    }

    /** Fits the criterion of a cluster to what is known of its members now. */
    void refit(String tenant, String subject, String cluster) {
        decisions.clusters(tenant, subject).stream().filter(known -> known.id().equals(cluster)).findFirst()
                .ifPresent(known -> decisions.save(tenant, subject, known.withOffset(CriterionFit.offset(decisions.labels(tenant, subject, cluster)))));
    }

    /** Makes a cluster's centre and criterion anew from the members that are left; its rule, which was written from all, goes. */
    void remake(String tenant, String subject, String cluster) {
        List<Decision> members = decisions.members(tenant, subject, cluster, Integer.MAX_VALUE);
        if (members.isEmpty()) {
            decisions.deleteCluster(tenant, subject, cluster);
            return;
        }
        decisions.clusters(tenant, subject).stream().filter(known -> known.id().equals(cluster)).findFirst().ifPresent(known -> {
            float[] centroid = ClusterGate.centroid(members.stream().map(Decision::embedding).toList(), settings.profile());
            double offset = CriterionFit.offset(decisions.labels(tenant, subject, cluster));
            decisions.save(tenant, subject, new Cluster(cluster, known.act(), centroid, members.size(), offset, null));
        });
    }
}
