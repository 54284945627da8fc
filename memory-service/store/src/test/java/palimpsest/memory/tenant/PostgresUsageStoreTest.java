package palimpsest.memory.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.log.EventLog.NewEntry;
import palimpsest.memory.log.PostgresEventLog;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class PostgresUsageStoreTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final TestDatabase database;
    private final UsageStore usage;
    private final String tenant;

    PostgresUsageStoreTest(TestDatabase database) {
        this.database = database;
        this.usage = new PostgresUsageStore(database.jdbc());
        this.tenant = database.newTenant();
    }

    private UUID conversation(String agent, String user) {
        UUID id = UUID.randomUUID();
        UUID agentId = UUID.randomUUID();
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, ?)").params(agentId, tenant, agent).update();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id, user_id) values (?, ?, ?, ?)").params(id, tenant, agentId, user).update();
        return id;
    }

    private static NewEntry used(String model, int input, int cached, int output, double cost, Instant at) {
        return new NewEntry(null, "ModelAnswered", "{\"model\":\"" + model + "\",\"inputTokens\":" + input + ",\"cachedTokens\":" + cached + ",\"outputTokens\":" + output
                + ",\"cost\":" + cost + ",\"reasoningTokens\":null}", at);
    }

    @Test
    void what_was_used_is_summed_by_day_agent_user_and_model() {
        UUID anna = conversation("clerk", "anna");
        UUID bert = conversation("porter", "bert");
        var log = new PostgresEventLog(database.jdbc(), database.transaction());
        log.append(tenant, anna, 0, List.of(used("small", 100, 40, 10, 0.5, NOON), used("small", 200, 0, 20, 0.25, NOON.plusSeconds(60)),
                used("large", 7, 0, 1, 1, NOON), new NewEntry(null, "UserSpoke", "{\"content\":\"hello\"}", NOON), used("small", 1, 0, 1, 0, NOON.plus(Duration.ofDays(1)))));
        log.append(tenant, bert, 0, List.of(used("small", 5, 0, 5, 0, NOON), used("small", 9, 9, 9, 9, NOON.minus(Duration.ofDays(40)))));
        database.jdbc().sql("update conversation set deleted_at = now() where id = ?").params(bert).update();

        LocalDate day = LocalDate.of(2026, 3, 1);
        List<UsageLine> lines = usage.lines(tenant, NOON.minus(Duration.ofDays(30)), NOON.plus(Duration.ofDays(30)));
        assertThat(lines).extracting(UsageLine::day, UsageLine::agent, UsageLine::user, UsageLine::model, UsageLine::calls, UsageLine::inputTokens, UsageLine::cachedTokens,
                        UsageLine::outputTokens, UsageLine::cost)
                .containsExactly(tuple(day, "clerk", "anna", "large", 1L, 7L, 0L, 1L, 1.0), tuple(day, "clerk", "anna", "small", 2L, 300L, 40L, 30L, 0.75),
                        tuple(day, "porter", "bert", "small", 1L, 5L, 0L, 5L, 0.0), tuple(day.plusDays(1), "clerk", "anna", "small", 1L, 1L, 0L, 1L, 0.0));
        assertThat(usage.lines(database.newTenant(), Instant.EPOCH, NOON.plus(Duration.ofDays(900)))).isEmpty();
    }
}
