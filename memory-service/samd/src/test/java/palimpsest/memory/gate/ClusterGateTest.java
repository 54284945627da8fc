package palimpsest.memory.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private static MemoryGate.Verdict settled(ClusterGate gate, Interaction interaction) {
        return gate.settle(interaction, gate.measure(interaction, TurnFeatures.of(interaction)));
    }

    private static Optional<Cluster> observed(ClusterGate gate, Interaction interaction) {
        return gate.observe(interaction, gate.measure(interaction, TurnFeatures.of(interaction)));
    }

    private static float[] opposite(int seed) {
        float[] vector = embedding(seed);
        vector[seed] = -1;
        return vector;
    }

    @Test
    void turns_of_one_intent_and_context_form_a_cluster_and_others_another() {
        var gate = (ClusterGate) gate();
        Cluster first = observed(gate, said("I planted tomatoes in the garden behind the house today.", embedding(7))).orElseThrow();
        Cluster second = observed(gate, said("I planted beans in the garden behind the house today.", embedding(7))).orElseThrow();
        Cluster far = observed(gate, said("I planted roses in the garden behind the house today.", opposite(7))).orElseThrow();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.size()).isEqualTo(2);
        assertThat(far.id()).isNotEqualTo(first.id());
    }

    private static float[] axis(int... ones) {
        float[] vector = new float[16];
        for (int one : ones) {
            vector[one] = 1;
        }
        return vector;
    }

    /** Two turns around each of the six axes, so that no cluster is of one turn. */
    private void fill() {
        for (int i = 0; i < 6; i++) {
            clusters.join(DialogueAct.STATEMENT, axis(i));
            clusters.join(DialogueAct.STATEMENT, axis(i));
        }
    }

    @Test
    void where_an_act_may_have_no_more_clusters_a_turn_far_from_all_is_in_none() {
        fill();
        List<Cluster> before = clusters.all();
        assertThat(clusters.join(DialogueAct.STATEMENT, axis(9))).isEmpty();
        assertThat(clusters.nearest(DialogueAct.STATEMENT, axis(9))).isEmpty();
        assertThat(clusters.all()).isEqualTo(before).hasSize(6);
        assertThat(clusters.join(DialogueAct.STATEMENT, axis(3)).orElseThrow().size()).isEqualTo(3);
        assertThat(clusters.join(DialogueAct.ANSWER, axis(9))).as("another act").isPresent();
    }

    @Test
    void a_cluster_of_one_turn_from_which_nothing_was_learned_gives_way() {
        for (int i = 0; i < 5; i++) {
            clusters.join(DialogueAct.STATEMENT, axis(i));
        }
        String alone = clusters.join(DialogueAct.STATEMENT, axis(5)).orElseThrow().id();
        for (int i = 0; i < 5; i++) {
            clusters.join(DialogueAct.STATEMENT, axis(i));
        }
        Cluster founded = clusters.join(DialogueAct.STATEMENT, axis(9)).orElseThrow();
        assertThat(clusters.gone()).containsExactly(new IntentClusters.Gone(alone, null));
        clusters.revise(founded.id(), 0.4, null);
        assertThat(clusters.join(DialogueAct.STATEMENT, axis(10))).as("one that a person taught stays").isEmpty();
    }

    @Test
    void clusters_that_have_come_close_become_one_under_the_name_of_the_larger() {
        for (int i = 0; i < 12; i++) {
            clusters.join(DialogueAct.STATEMENT, axis(0));
        }
        String large = clusters.all().getFirst().id();
        float[] beside = axis(1);
        beside[0] = 0.3f;
        String small = clusters.join(DialogueAct.STATEMENT, beside).orElseThrow().id();
        assertThat(small).isNotEqualTo(large);
        clusters.revise(small, 0.5, "Plants are kept.");
        Cluster one = null;
        for (int turns = 0; turns < 9 && clusters.all().size() > 1; turns++) { // each is a little nearer to the small one, and draws it over
            float[] between = axis(1);
            between[0] = 3;
            between[1] = 2.8f;
            one = clusters.join(DialogueAct.STATEMENT, between).orElseThrow();
        }
        assertThat(clusters.gone()).containsExactly(new IntentClusters.Gone(small, large));
        assertThat(clusters.all()).containsExactly(one);
        assertThat(one.id()).isEqualTo(large);
        assertThat(one.size()).as("of all turns").isBetween(14, 22);
        assertThat(one.rule()).isEqualTo("Plants are kept.");
    }

    @Test
    void a_cluster_that_holds_two_contexts_falls_into_them_and_one_that_holds_one_does_not() {
        var two = new ArrayList<float[]>();
        for (int i = 0; i < 20; i++) {
            float[] member = i % 2 == 0 ? axis(0) : axis(1);
            member[2 + i % 5] = 0.3f;
            two.add(member);
        }
        ClusterSplit.Halves halves = ClusterSplit.of(two).orElseThrow();
        assertThat(halves.leaving()).hasSize(10).allSatisfy(index -> assertThat(index % 2).isEqualTo(halves.leaving().getFirst() % 2));
        assertThat(IntentClusters.cosine(halves.staying(), halves.moved())).isLessThan(IntentClusters.NEAR);
        List<float[]> one = two.stream().map(float[]::clone).peek(member -> member[0] = member[1] = 1).toList();
        assertThat(ClusterSplit.of(one)).isEmpty();
        assertThat(ClusterSplit.of(two.subList(0, 11))).as("too few").isEmpty();
        var outlier = new ArrayList<>(one);
        outlier.set(7, axis(9));
        assertThat(ClusterSplit.of(outlier)).as("one far turn is no context").isEmpty();
    }

    @Test
    void a_clusters_criterion_shifts_its_members_only() {
        var gate = (ClusterGate) gate();
        Interaction member = said("I planted tomatoes in the garden behind the house today.", embedding(7));
        Interaction other = said("I planted tomatoes in the garden behind the house today.", opposite(7));
        Cluster cluster = observed(gate, member).orElseThrow();
        observed(gate, other);
        double before = settled(gate, member).score();
        double elsewhere = settled(gate, other).score();
        clusters.revise(cluster.id(), -2, "Plants are of no interest.");
        assertThat(settled(gate, member).score()).isLessThan(before);
        assertThat(settled(gate, member).reason()).contains("kept less", "rule: Plants are of no interest.");
        assertThat(settled(gate, other).score()).isEqualTo(elsewhere);
    }

    @Test
    void where_a_criterion_could_change_the_outcome_the_gate_is_unsure() {
        var gate = (ClusterGate) gate();
        Interaction news = said("Last Friday I planted tomatoes with my sister Mia in the garden behind our new house in Hamburg.", null);
        assertThat(gate.judge(news).outcome()).isEqualTo(MemoryGate.Outcome.KEEP);
        clusters.revise(observed(gate, news).orElseThrow().id(), -9, null);
        assertThat(gate.judge(news).outcome()).isEqualTo(MemoryGate.Outcome.UNSURE);
    }

    @Test
    void the_gate_looks_at_no_embedding() {
        var gate = (ClusterGate) gate();
        String text = "I planted tomatoes in the garden behind the house today.";
        observed(gate, said(text, embedding(7)));
        assertThat(gate.judge(said(text, embedding(7)))).isEqualTo(gate.judge(said(text, opposite(7)))).isEqualTo(gate.judge(said(text, null)));
    }
}
