package palimpsest.memory.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedTestTest {

    @Test
    void only_questions_that_changed_sides_count() {
        PairedTest test = PairedTest.of(List.of(true, true, false, false, false, false, false, true), List.of(true, true, true, true, true, true, true, false));
        assertThat(test.gained()).isEqualTo(5);
        assertThat(test.lost()).isEqualTo(1);
        assertThat(test.baseRight()).isEqualTo(3);
        assertThat(test.candidateRight()).isEqualTo(7);
        assertThat(test.wins(0.25)).isTrue();
        // Two-sided binomial test of 5 in 6: 2 · (6 + 1) / 64.
        assertThat(test.pValue()).isCloseTo(14.0 / 64, within(1e-12));
    }

    @Test
    void a_net_loss_and_a_tie_do_not_win() {
        assertThat(PairedTest.of(List.of(true, false), List.of(false, false)).wins(1)).isFalse();
        PairedTest same = PairedTest.of(Collections.nCopies(3, true), Collections.nCopies(3, true));
        assertThat(same.wins(1)).isFalse();
        assertThat(same.pValue()).isEqualTo(1);
    }

    @Test
    void what_chance_explains_well_does_not_win() {
        PairedTest oneGained = PairedTest.of(List.of(false, true), List.of(true, true));
        assertThat(oneGained.wins(0.25)).isFalse();
        assertThat(oneGained.wins(0.5)).isTrue();
        PairedTest fiveGained = PairedTest.of(Collections.nCopies(5, false), Collections.nCopies(5, true));
        assertThat(fiveGained.wins(0.05)).as("one-sided: 1 / 32").isTrue();
        assertThat(fiveGained.wins(0.03)).isFalse();
    }
}
