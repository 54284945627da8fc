package palimpsest.runtime.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestRatesTest {

    private final RequestRates rates = new RequestRates(2);

    @Test
    void a_caller_is_refused_what_is_over_its_rate_and_told_when_to_come_back() {
        assertThat(rates.ask("ann").allowed()).isTrue();
        assertThat(rates.ask("ann").allowed()).isTrue();
        var refused = rates.ask("ann");

        assertThat(refused.allowed()).isFalse();
        assertThat(refused.retryAfter()).isBetween(Duration.ofNanos(1), Duration.ofMinutes(1));
        assertThat(rates.ask("bob").allowed()).isTrue();
    }

    @Test
    void only_the_first_refusal_is_notable() {
        rates.ask("ann");
        rates.ask("ann");

        assertThat(rates.ask("ann").notable()).isTrue();
        assertThat(rates.ask("ann").notable()).isFalse();
    }

    @Test
    void the_number_of_callers_remembered_is_bounded() {
        rates.ask("ann");
        rates.ask("ann");
        for (int i = 0; i < 10_000; i++) {
            rates.ask("caller " + i);
        }

        assertThat(rates.ask("ann").allowed()).isTrue();
    }
}
