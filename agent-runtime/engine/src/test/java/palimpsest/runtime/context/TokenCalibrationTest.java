package palimpsest.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import palimpsest.runtime.event.ContextTerms;
import palimpsest.runtime.event.ContextTerms.PruningTerms;
import palimpsest.runtime.event.RunTerms;

class TokenCalibrationTest {

    private static RunTerms terms(String model, double start, boolean own) {
        return new RunTerms(model, true, "", 1000, 100, 50, 80, false, List.of(), new ContextTerms(start, own, PruningTerms.IMMEDIATE));
    }

    private static TokenCalibration begun(double start, boolean own) {
        var calibration = new TokenCalibration();
        calibration.begin(terms("a", start, own));
        return calibration;
    }

    private static void report(TokenCalibration calibration, int counted, Integer reported) {
        calibration.asked(counted);
        calibration.reported(reported);
    }

    @Example
    void a_foreign_tokenizer_begins_with_a_margin_and_follows_what_is_reported() {
        var calibration = begun(TokenCalibration.FIRST_GUESS, false);
        assertThat(calibration.factor()).isEqualTo(1.1);
        report(calibration, 1000, 1300);
        assertThat(calibration.factor()).isBetween(1.3, 1.35);
        assertThat(begunWith(1000, 800)).as("lower than counted, too").isBetween(0.8, 0.83);
    }

    private static double begunWith(int counted, int reported) {
        var calibration = begun(TokenCalibration.FIRST_GUESS, false);
        report(calibration, counted, reported);
        return calibration.factor();
    }

    @Example
    void the_models_own_tokenizer_is_only_ever_corrected_upwards() {
        var calibration = begun(1, true);
        report(calibration, 1000, 900);
        assertThat(calibration.factor()).isEqualTo(1);
        report(calibration, 1000, 1050);
        assertThat(calibration.factor()).isEqualTo(1.05);
    }

    @Example
    void usage_that_is_missing_or_can_not_be_the_requests_changes_nothing() {
        var calibration = begun(1.1, false);
        report(calibration, 1000, null);
        report(calibration, 1000, 0);
        report(calibration, 1000, 7);
        report(calibration, 1000, 90_000);
        assertThat(calibration.factor()).isEqualTo(1.1);
        assertThat(calibration.measured()).isFalse();
    }

    @Example
    void a_refusal_raises_it_and_what_is_reported_later_does_not_lower_it_below() {
        var calibration = begun(1.1, false);
        calibration.raise(1.6);
        report(calibration, 1000, 1000);
        assertThat(calibration.factor()).isEqualTo(1.6);
    }

    @Example
    void another_model_begins_anew() {
        var calibration = begun(1.1, false);
        report(calibration, 1000, 2000);
        calibration.raise(3);
        calibration.begin(terms("b", 1.1, false));
        assertThat(calibration.factor()).isEqualTo(1.1);
    }

    @Property(tries = 200)
    void a_provider_that_counts_steadily_is_never_underestimated(@ForAll @DoubleRange(min = 0.3, max = 3.5) double ratio,
                                                                  @ForAll @IntRange(min = 500, max = 30_000) int first, @ForAll @IntRange(min = 500, max = 30_000) int next) {
        var calibration = begun(TokenCalibration.FIRST_GUESS, false);
        report(calibration, first, (int) Math.ceil(first * ratio));
        assertThat(next * calibration.factor()).isGreaterThanOrEqualTo(next * ratio);
    }
}
