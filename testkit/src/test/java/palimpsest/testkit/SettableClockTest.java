package palimpsest.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SettableClockTest {

    private final Instant start = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void stands_still_until_it_is_moved() {
        var clock = new SettableClock(start);
        assertThat(clock.instant()).isEqualTo(start).isEqualTo(clock.instant());
        assertThat(clock.advance(Duration.ofSeconds(90))).isEqualTo(start.plusSeconds(90));
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(90));
        clock.set(start.minusSeconds(1));
        assertThat(clock.instant()).isEqualTo(start.minusSeconds(1));
    }

    @Test
    void another_zone_shares_the_hands() {
        var clock = new SettableClock(start);
        var elsewhere = clock.withZone(ZoneId.of("Asia/Tokyo"));
        clock.advance(Duration.ofHours(1));
        assertThat(elsewhere.instant()).isEqualTo(start.plusSeconds(3600));
        assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }
}
