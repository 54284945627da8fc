package palimpsest.memory.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.JdbcTemplate;
import palimpsest.memory.conversation.PostgresRetentionStore;
import palimpsest.memory.conversation.RetentionStore;
import palimpsest.memory.log.EventLog.NewEntry;
import palimpsest.memory.log.HistoryStore.EndedRun;
import palimpsest.memory.log.HistoryStore.Imported;
import palimpsest.memory.run.PostgresRunStore;
import palimpsest.memory.run.RunRow;
import palimpsest.memory.run.RunState;
import palimpsest.memory.run.RunStore;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class PostgresHistoryStoreTest {

    private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant CUT = Instant.parse("2021-01-01T00:00:00Z");
    private static final UUID FIRST = new UUID(5, 1);
    private static final UUID SECOND = new UUID(5, 2);

    private final TestDatabase database;
    private final HistoryStore histories;
    private final EventLog events;
    private final RetentionStore retention;
    private final String tenant;
    private final UUID agent = UUID.randomUUID();

    PostgresHistoryStoreTest(TestDatabase database) {
        this.database = database;
        histories = new PostgresHistoryStore(new JdbcTemplate(database.dataSource()), database.transaction());
        events = new PostgresEventLog(database.jdbc(), database.transaction());
        retention = new PostgresRetentionStore(database.jdbc());
        tenant = database.newTenant();
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(agent, tenant).update();
    }

    private static Imported entry(UUID run, String type, Instant at) {
        return new Imported(0, run, type, "{}", at);
    }

    private static String changed(List<UUID> added, List<UUID> removed) {
        return "{\"added\":[" + added.stream().map(id -> "{\"id\":\"" + id + "\",\"name\":\"a.txt\",\"tokens\":3}").collect(Collectors.joining(",")) + "],\"removed\":["
                + removed.stream().map(id -> '"' + id.toString() + '"').collect(Collectors.joining(",")) + "]}";
    }

    private List<String> documents(UUID conversation) {
        return database.jdbc().sql("select document_id || ' ' || attached from conversation_document where conversation_id = ? and tenant = ? order by document_id").params(conversation, tenant)
                .query(String.class).list();
    }

    @Test
    void which_documents_a_conversation_reads_from_follows_its_events_also_where_they_were_imported_or_copied() {
        UUID conversation = histories.create(tenant, agent, "anna", "A title", List.of(new Imported(1, null, "DocumentsChanged", changed(List.of(FIRST), List.of()), OLD)), List.of());
        assertThat(documents(conversation)).containsExactly(FIRST + " true");
        events.append(tenant, conversation, 1, List.of(new NewEntry(null, "DocumentsChanged", changed(List.of(SECOND), List.of(FIRST)), null)), () -> { });
        assertThat(documents(conversation)).containsExactly(FIRST + " false", SECOND + " true");
        UUID earlier = histories.create(tenant, agent, "anna", "A fork", List.of(), List.of());
        events.copy(tenant, conversation, earlier, 1, null, null);
        assertThat(documents(earlier)).as("as it was at the first event").containsExactly(FIRST + " true");
        events.append(tenant, conversation, 2, List.of(new NewEntry(null, "DocumentsChanged", changed(List.of(FIRST), List.of()), null),
                new NewEntry(null, "DocumentsChanged", changed(List.of(), List.of(FIRST)), null)), () -> { });
        assertThat(documents(conversation)).as("the last one counts").containsExactly(FIRST + " false", SECOND + " true");
    }

    private UUID history(Imported... entries) {
        List<Imported> numbered = IntStream.range(0, entries.length)
                .mapToObj(i -> new Imported(i + 1, entries[i].runId(), entries[i].type(), entries[i].payload(), entries[i].at())).toList();
        return histories.create(tenant, agent, "anna", "A title", numbered, List.of());
    }

    private void run(UUID id, UUID conversation, String state) {
        database.jdbc().sql("insert into run (id, tenant, conversation_id, agent_id, state) values (?, ?, ?, ?, ?)").params(id, tenant, conversation, agent, state).update();
    }

    private List<String> types(UUID conversation) {
        return events.read(tenant, conversation, 0, 100).stream().map(entry -> entry.seq() + " " + entry.type()).toList();
    }

    @Test
    void a_history_is_stored_whole_with_its_times() {
        UUID conversation = history(entry(null, "UserSpoke", OLD), entry(FIRST, "RunStarted", null));
        var stored = events.read(tenant, conversation, 0, 10);
        assertThat(stored).extracting(LogEntry::seq).containsExactly(1L, 2L);
        assertThat(stored.getFirst().at()).isEqualTo(OLD);
        assertThat(stored.getLast().at()).isAfter(CUT);
        assertThat(stored.getLast().runId()).isEqualTo(FIRST);
    }

    @Test
    void its_runs_are_rows_that_have_ended_in_their_order() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        UUID conversation = histories.create(tenant, agent, "anna", null, List.of(), List.of(
                new EndedRun(first, RunState.SUCCEEDED, "finish", 3, null, null), new EndedRun(second, RunState.FAILED, "imported-unfinished", 1, null, null)));
        RunStore runs = new PostgresRunStore(database.jdbc(), Clock.systemUTC());
        assertThat(runs.ofConversation(tenant, conversation)).extracting(RunRow::id).containsExactly(first, second);
        assertThat(runs.find(tenant, first).orElseThrow()).satisfies(run -> {
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.endedBy()).isEqualTo("finish");
            assertThat(run.steps()).isEqualTo(3);
            assertThat(run.tokens()).isZero();
            assertThat(run.endedAt()).isNotNull();
        });
        assertThat(runs.unfinished()).extracting(RunRow::id).doesNotContain(first, second);
        runs.move(tenant, second, RunState.FAILED, RunState.QUEUED);
        assertThat(runs.acquire(second, "a runtime", Duration.ofMinutes(1))).isPresent();
    }

    @Test
    void compaction_takes_the_measurements_of_old_answered_runs_only_and_leaves_the_log_usable() {
        UUID conversation = history(entry(FIRST, "RunStarted", OLD), entry(FIRST, "StepStarted", OLD), entry(FIRST, "AssistantSpoke", OLD),
                entry(FIRST, "RunFinished", OLD), entry(SECOND, "RunStarted", OLD), entry(SECOND, "StepStarted", OLD));
        UUID failed = history(entry(new UUID(5, 3), "StepStarted", OLD), entry(new UUID(5, 3), "RunFailed", OLD));
        UUID again = UUID.randomUUID();
        UUID rewound = history(entry(again, "StepStarted", OLD), entry(again, "RunFinished", OLD), entry(again, "RunRewound", OLD));
        run(again, rewound, "RUNNING");
        UUID young = history(entry(new UUID(5, 4), "StepStarted", null), entry(new UUID(5, 4), "RunFinished", null));
        histories.compact(CUT, List.of("StepStarted", "BudgetMeasured"));
        assertThat(types(conversation)).containsExactly("1 RunStarted", "3 AssistantSpoke", "4 RunFinished", "5 RunStarted", "6 StepStarted");
        assertThat(types(failed)).hasSize(2);
        assertThat(types(young)).hasSize(2);
        assertThat(types(rewound)).as("its run goes on").hasSize(3);
        events.append(tenant, conversation, 6, List.of(new NewEntry(SECOND, "RunFinished", "{}")));
        assertThat(events.read(tenant, conversation, 1, 1).getFirst().seq()).isEqualTo(3);
        assertThat(events.lastSeq(tenant, conversation)).isEqualTo(7);
    }

    @Test
    void only_an_idle_conversation_that_did_not_change_is_marked_deleted() {
        UUID running = history(entry(FIRST, "RunStarted", OLD));
        run(UUID.randomUUID(), running, "WAITING");
        UUID idle = history(entry(FIRST, "RunStarted", OLD), entry(FIRST, "RunFinished", OLD));
        run(UUID.randomUUID(), idle, "SUCCEEDED");
        UUID changed = history(entry(FIRST, "UserSpoke", OLD));
        UUID later = history(entry(FIRST, "UserSpoke", OLD));
        var seen = retention.idle().stream().filter(one -> one.tenant().equals(tenant)).toList();
        assertThat(seen).extracting(RetentionStore.Idle::id).containsExactlyInAnyOrder(idle, changed, later).doesNotContain(running);
        assertThat(seen).allSatisfy(one -> assertThat(one.updatedAt()).isEqualTo(OLD));
        run(UUID.randomUUID(), later, "QUEUED");
        events.append(tenant, changed, 1, List.of(new NewEntry(null, "UserSpoke", "{}")));
        assertThat(seen.stream().filter(retention::delete).map(RetentionStore.Idle::id)).containsExactly(idle);
        assertThat(retention.idle().stream().filter(one -> one.tenant().equals(tenant)).map(RetentionStore.Idle::id)).containsExactly(changed);
        assertThat(events.lastSeq(tenant, idle)).isEqualTo(2);
    }
}
