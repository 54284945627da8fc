package palimpsest.memory.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.database.PlannerStatistics;
import palimpsest.memory.testing.TestDatabase;

/** The newest conversations, found without reading all there were. */
@ExtendWith(TestDatabase.Injected.class)
class ConversationListTest {

    private static final Instant START = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(30, ChronoUnit.DAYS);
    private static final int LISTED = 5;

    private final TestDatabase database;
    private final PostgresConversationStore store;
    private final String tenant = "list-" + UUID.randomUUID();
    private UUID agent;

    ConversationListTest(TestDatabase database) {
        this.database = database;
        this.store = new PostgresConversationStore(database.jdbc());
    }

    @BeforeEach
    void hasAnAgent() {
        agent = store.createAgent(tenant, "reader", null, null, null, null).id();
    }

    /** What the list shows of each, known from what was written. */
    private record Told(UUID id, Instant at) {}

    private UUID conversation(Instant created) {
        UUID id = UUID.randomUUID();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id, created_at) values (?, ?, ?, ?)").params(id, tenant, agent, stored(created)).update();
        return id;
    }

    private void event(UUID conversation, long seq, String type, Instant at) {
        database.jdbc().sql("insert into event (conversation_id, seq, tenant, type, payload, at) values (?, ?, ?, ?, '{}', ?)")
                .params(conversation, seq, tenant, type, stored(at)).update();
    }

    private static OffsetDateTime stored(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static Instant minute(int minutes) {
        return START.plus(minutes, ChronoUnit.MINUTES);
    }

    private List<Told> listed(int limit) {
        return store.conversations(tenant, limit).stream().map(each -> new Told(each.id(), each.updatedAt())).toList();
    }

    private static List<Told> newestOf(List<Told> all, int limit) {
        return all.stream().sorted(Comparator.comparing(Told::at).reversed().thenComparing(told -> told.id().toString())).limit(limit).toList();
    }

    @Test
    void whatever_was_said_when_the_newest_are_listed_in_order() {
        var random = new Random(41);
        for (int round = 0; round < 6; round++) {
            var all = new ArrayList<Told>();
            int conversations = 1 + random.nextInt(30);
            for (int i = 0; i < conversations; i++) {
                // some have no event, some one, a few many more than are read at first, some a past from before they were made
                int created = random.nextInt(20_000);
                UUID id = conversation(minute(created));
                int events = random.nextInt(3) == 0 ? 0 : random.nextInt(5) == 0 ? 40 : random.nextInt(6);
                int at = random.nextInt(6) == 0 ? random.nextInt(created + 1) : created;
                Instant last = minute(created);
                for (int seq = 1; seq <= events; seq++) {
                    at += random.nextInt(30);
                    boolean seen = random.nextInt(3) > 0;
                    event(id, seq, seen ? List.of("UserSpoke", "RunFinished", "RunFailed", "ApprovalRequested", "DocumentsChanged", "ConversationForked").get(seq % 6) : "StepStarted", minute(at));
                    last = seen ? minute(at) : last;
                }
                if (random.nextInt(8) == 0) {
                    store.delete(tenant, id);
                } else {
                    all.add(new Told(id, last));
                }
            }
            assertThat(listed(LISTED)).as("round %d", round).isEqualTo(newestOf(all, LISTED));
            assertThat(listed(100)).as("all of round %d", round).isEqualTo(newestOf(all, 100));
            assertThat(all).allSatisfy(told -> assertThat(store.findConversation(tenant, told.id()).orElseThrow().updatedAt()).isEqualTo(told.at()));
            database.jdbc().sql("update conversation set deleted_at = now() where tenant = ? and deleted_at is null").param(tenant).update();
        }
    }

    @Test
    void conversations_of_other_tenants_are_not_listed() {
        UUID here = conversation(minute(1));
        UUID other = UUID.randomUUID();
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(other, tenant + "-other").update();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)").params(other, tenant + "-other", other).update();
        database.jdbc().sql("insert into event (conversation_id, seq, tenant, type, payload) values (?, 1, ?, 'UserSpoke', '{}')").params(other, tenant + "-other").update();
        assertThat(listed(LISTED)).extracting(Told::id).containsExactly(here);
    }

    @Test
    void what_is_read_for_the_list_does_not_depend_on_how_much_there_is() {
        database.jdbc().sql("""
                insert into conversation (id, tenant, agent_id, created_at) select gen_random_uuid(), :tenant, :agent, cast(:start as timestamptz) + n * interval '1 minute'
                from generate_series(1, 3000) n
                """).param("tenant", tenant).param("agent", agent).param("start", stored(START)).update();
        database.jdbc().sql("""
                insert into event (conversation_id, seq, tenant, type, payload, at)
                select id, seq, tenant, case seq when 1 then 'UserSpoke' when 4 then 'RunFinished' else 'StepStarted' end, '{}', created_at + seq * interval '1 second'
                from conversation cross join generate_series(1, 4) seq where tenant = :tenant
                """).param("tenant", tenant).update();
        PlannerStatistics.ofAll(database.jdbc()).collect();
        long read = database.transaction().execute(status -> {
            database.jdbc().sql("select set_config('plan_cache_mode', 'force_generic_plan', true)").query().listOfRows();
            long before = rowsRead();
            assertThat(listed(50)).hasSize(50).extracting(Told::at).isSortedAccordingTo(Comparator.reverseOrder());
            return rowsRead() - before;
        });
        assertThat(read).isLessThan(600);
    }

    private long rowsRead() {
        return database.jdbc().sql("select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables where relname in ('conversation', 'event')").query(Long.class).single();
    }
}
