package palimpsest.memory.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterGateTest extends MemoryGateContract {

    private int last;
    private final IntentClusters clusters = new IntentClusters(List.of(), () -> "c" + ++last);

    @Override
    MemoryGate gate() {
        return new ClusterGate(new FittedGate(GateProfile.shipped()), clusters);
    }

    private static Interaction said(String text, float[] embedding) {
        return new Interaction(new Turn("Ben", MONDAY, text), embedding, new Dialogue());
    }

    private static float[] opposite(int seed) {
        float[] vector = embedding(seed);
        vector[seed] = -1;
        return vector;
    }

    @Test
    void turns_of_one_intent_and_context_form_a_cluster_and_others_another() {
        var gate = (ClusterGate) gate();
        Cluster first = gate.observe(said("I planted tomatoes in the garden behind the house today.", embedding(7)));
        Cluster second = gate.observe(said("I planted beans in the garden behind the house today.", embedding(7)));
        Cluster far = gate.observe(said("I planted roses in the garden behind the house today.", opposite(7)));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.size()).isEqualTo(2);
        assertThat(far.id()).isNotEqualTo(first.id());
    }

    @Test
    void an_act_has_so_many_clusters_and_no_more() {
        var gate = (ClusterGate) gate();
        for (int i = 0; i < 40; i++) {
            gate.observe(said("I planted tomatoes in the garden behind the house today.", embedding(i * 9)));
        }
        assertThat(clusters.all()).hasSizeBetween(2, 6);
        assertThat(clusters.all().stream().mapToInt(Cluster::size).sum()).isEqualTo(40);
    }

    @Test
    void a_clusters_criterion_shifts_its_members_only() {
        var gate = (ClusterGate) gate();
        Interaction member = said("I planted tomatoes in the garden behind the house today.", embedding(7));
        Interaction other = said("I planted tomatoes in the garden behind the house today.", opposite(7));
        Cluster cluster = gate.observe(member);
        gate.observe(other);
        double before = gate.settle(member).verdict().score();
        double elsewhere = gate.settle(other).verdict().score();
        clusters.revise(cluster.id(), -2, "Plants are of no interest.");
        assertThat(gate.settle(member).verdict().score()).isLessThan(before);
        assertThat(gate.settle(member).verdict().reason()).contains("kept less", "rule: Plants are of no interest.");
        assertThat(gate.settle(other).verdict().score()).isEqualTo(elsewhere);
    }

    @Test
    void where_a_criterion_could_change_the_outcome_the_gate_is_unsure() {
        var gate = (ClusterGate) gate();
        Interaction news = said("Last Friday I planted tomatoes with my sister Mia in the garden behind our new house in Hamburg.", null);
        assertThat(gate.judge(news).outcome()).isEqualTo(MemoryGate.Outcome.KEEP);
        clusters.revise(gate.observe(news).id(), -9, null);
        assertThat(gate.judge(news).outcome()).isEqualTo(MemoryGate.Outcome.UNSURE);
    }

    @Test
    void the_gate_looks_at_no_embedding() {
        var gate = (ClusterGate) gate();
        String text = "I planted tomatoes in the garden behind the house today.";
        gate.observe(said(text, embedding(7)));
        assertThat(gate.judge(said(text, embedding(7)))).isEqualTo(gate.judge(said(text, opposite(7)))).isEqualTo(gate.judge(said(text, null)));
    }
}
