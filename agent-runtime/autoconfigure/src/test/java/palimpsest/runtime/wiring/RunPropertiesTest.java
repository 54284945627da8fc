package palimpsest.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunPropertiesTest {

    private static final long MEBI = 1 << 20;

    @Test
    void as_many_runs_are_worked_on_at_once_as_the_heap_has_mebibytes_within_limits() {
        PalimpsestProperties.Runs unset = runs(null);
        assertThat(unset.concurrencyIn(16 * MEBI)).isEqualTo(32);
        assertThat(unset.concurrencyIn(768 * MEBI)).isEqualTo(768);
        assertThat(unset.concurrencyIn(Long.MAX_VALUE)).isEqualTo(1024);
    }

    @Test
    void what_is_set_holds() {
        assertThat(runs(5).concurrencyIn(768 * MEBI)).isEqualTo(5);
    }

    private static PalimpsestProperties.Runs runs(Integer concurrency) {
        return new PalimpsestProperties.Runs(concurrency, Duration.ofSeconds(3), Duration.ofSeconds(2));
    }
}
