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
        assertThat(test.holds()).isTrue();
        // Two-sided binomial test of 5 in 6: 2 · (6 + 1) / 64.
        assertThat(test.pValue()).isCloseTo(14.0 / 64, within(1e-12));
    }

    @Test
    void a_net_loss_does_not_hold_and_no_change_does() {
        assertThat(PairedTest.of(List.of(true, false), List.of(false, false)).holds()).isFalse();
        PairedTest same = PairedTest.of(Collections.nCopies(3, true), Collections.nCopies(3, true));
        assertThat(same.holds()).isTrue();
        assertThat(same.pValue()).isEqualTo(1);
    }
}
