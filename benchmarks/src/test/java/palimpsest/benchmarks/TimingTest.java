package palimpsest.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimingTest {

    @Test
    void both_ways_run_equally_often_and_take_turns_in_coming_first() throws Exception {
        List<String> calls = new ArrayList<>();
        InTurns.measure(4, () -> calls.add("ours"), () -> calls.add("plain"));
        assertThat(calls).containsExactly("ours", "plain", "ours", "plain", // not measured
                "ours", "plain", "plain", "ours", "ours", "plain", "plain", "ours");
    }

    @Test
    void half_of_the_ratios_lie_within_their_spread() throws Exception {
        Row.Spread ratios = InTurns.measure(7, () -> List.of(1), () -> List.of(2)).ratios();
        assertThat(ratios.low()).isPositive().isLessThanOrEqualTo(ratios.high());
        assertThat(InTurns.spread(new double[] {4, 1, 9, 3, 2, 8, 7, 5})).isEqualTo(new Row.Spread(3, 7));
    }

    @Test
    void the_ratio_is_ours_by_plain_and_no_number_by_nothing() {
        assertThat(new Row("x", 3, 4, "ms").ratio()).isEqualTo(0.75);
        assertThat(new Row("x", 3, 0, "ms").ratio()).isNaN();
    }
}
