package palimpsest.runtime.conversation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import palimpsest.memory.tenant.UsageLine;
import palimpsest.memory.tenant.UsageStore;
import palimpsest.testkit.SettableClock;

class QuotasTest {

    private static final Instant EVENING = Instant.parse("2026-01-01T23:00:00Z");

    private final SettableClock clock = new SettableClock(EVENING);

    /** A tenant with three of each, and a run of 3 tokens at one time. */
    private final UsageStore three = new UsageStore() {
        @Override
        public long documents(String tenant) {
            return 3;
        }

        @Override
        public long conversations(String tenant) {
            return 3;
        }

        @Override
        public List<UsageLine> lines(String tenant, Instant from, Instant to) {
            return List.of();
        }

        @Override
        public List<UsageLine> linesOfAll(Instant from, Instant to) {
            return List.of();
        }

        @Override
        public long tokensSince(String tenant, Instant time) {
            return time.isAfter(EVENING) ? 0 : 3;
        }
    };

    private Quotas of(Long each) {
        return new Quotas(new Quotas.Limits(each, each, each), three, clock);
    }

    @Test
    void below_a_quota_and_without_one_everything_is_admitted() {
        for (Quotas quotas : new Quotas[] {of(null), of(4L)}) {
            assertThatCode(() -> {
                quotas.admitDocument("one");
                quotas.admitConversation("one");
                quotas.admitRun("one");
            }).doesNotThrowAnyException();
        }
    }

    @Test
    void at_a_quota_it_is_said_which_and_how_much() {
        var quotas = of(3L);

        assertThatThrownBy(() -> quotas.admitDocument("one")).isInstanceOf(RequestRefused.class).hasMessageContaining("3 documents is reached (3)");
        assertThatThrownBy(() -> quotas.admitConversation("one")).isInstanceOf(RequestRefused.class).hasMessageContaining("3 conversations");
        assertThatThrownBy(() -> quotas.admitRun("one")).isInstanceOf(RequestRefused.class).hasMessageContaining("3 tokens a day");
    }

    @Test
    void tokens_of_yesterday_do_not_count() {
        clock.advance(Duration.ofHours(1));

        assertThatCode(() -> of(3L).admitRun("one")).doesNotThrowAnyException();
    }
}
