package palimpsest.memory.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every gate keeps to, whoever wrote it. */
abstract class MemoryGateContract {

    static final Instant MONDAY = Instant.parse("2023-05-08T10:00:00Z");

    abstract MemoryGate gate();

    static float[] embedding(int seed) {
        float[] vector = new float[384];
        vector[Math.floorMod(seed, 384)] = 1;
        return vector;
    }

    static List<Interaction> strange() {
        var before = new Dialogue();
        before.add(new Turn("Ann", MONDAY, "Where do you live now?"));
        return List.of(
                new Interaction(new Turn("Ben", null, ""), null, new Dialogue()),
                new Interaction(new Turn("", MONDAY, "   \n"), embedding(3), before),
                new Interaction(new Turn("Ben", MONDAY, "我上周五搬到了柏林。"), embedding(4), before),
                new Interaction(new Turn("Ben", null, "😀 \ud83d"), null, before),
                new Interaction(new Turn("Ben", MONDAY, "I moved to Berlin. ".repeat(2000)), embedding(5), before),
                new Interaction(new Turn("Ben", MONDAY, "Look!", "a photo of a dog on a beach"), new float[] {1, 0}, before));
    }

    @ParameterizedTest
    @MethodSource("strange")
    void whatever_a_turn_holds_is_judged_with_a_score_and_a_reason(Interaction interaction) {
        MemoryGate.Verdict verdict = gate().judge(interaction);
        assertThat(verdict.score()).isBetween(0.0, 1.0);
        assertThat(verdict.reason()).isNotBlank().doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource("strange")
    void judging_changes_nothing(Interaction interaction) {
        MemoryGate gate = gate();
        MemoryGate.Verdict first = gate.judge(interaction);
        float[] vector = interaction.embedding() == null ? null : interaction.embedding().clone();
        assertThat(gate.judge(interaction)).isEqualTo(first);
        assertThat(Arrays.equals(vector, interaction.embedding())).isTrue();
    }

    @Test
    void it_has_a_name() {
        assertThat(gate().id()).isNotBlank().isEqualTo(gate().id());
    }
}
