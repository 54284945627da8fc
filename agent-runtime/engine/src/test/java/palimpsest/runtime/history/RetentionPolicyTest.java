package palimpsest.runtime.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.conversation.RetentionStore.Idle;
import palimpsest.runtime.history.RetentionPolicy.Rule;

class RetentionPolicyTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static Idle conversation(String tenant, String agent, int daysOld) {
        return new Idle(tenant, new UUID(tenant.hashCode() + agent.hashCode(), daysOld), agent, 1, NOW.minus(Duration.ofDays(daysOld)));
    }

    @Test
    void conversations_go_by_age_and_by_number_of_each_agent_and_tenant() {
        var policy = new RetentionPolicy(new Rule(Duration.ofDays(30), 2), Map.of("keeper", Rule.KEEP_ALL, "short", new Rule(null, 1)));
        var all = List.of(conversation("a", "default", 31), conversation("a", "default", 1), conversation("a", "default", 3), conversation("a", "default", 2),
                conversation("b", "default", 5), conversation("b", "default", 30), conversation("a", "keeper", 900), conversation("a", "short", 7), conversation("a", "short", 8));
        assertThat(policy.expired(all, NOW)).containsExactlyInAnyOrder(conversation("a", "default", 31), conversation("a", "default", 3), conversation("a", "short", 8));
    }

    @Test
    void without_a_rule_nothing_goes() {
        assertThat(new RetentionPolicy(Rule.KEEP_ALL, Map.of()).expired(List.of(conversation("a", "default", 10_000)), NOW)).isEmpty();
    }
}
