package palimpsest.memory.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import palimpsest.memory.log.EventLog.NewEntry;
import palimpsest.memory.run.Lease;
import palimpsest.memory.run.LeasedCommit;
import palimpsest.memory.run.NewRun;
import palimpsest.memory.run.RunCommit;
import palimpsest.memory.run.RunState;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class PostgresEventLogTest {

    private final TestDatabase database;
    private final EventLog events;
    private final String tenant;
    private final UUID conversation = UUID.randomUUID();

    PostgresEventLogTest(TestDatabase database) {
        this.database = database;
        this.events = new PostgresEventLog(database.jdbc(), database.transaction());
        this.tenant = database.newTenant();
        UUID agent = UUID.randomUUID();
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(agent, tenant).update();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)").params(conversation, tenant, agent).update();
    }

    private static NewEntry entry(String payload) {
        return new NewEntry(null, "message", payload);
    }

    @Test
    void entries_are_numbered_from_one_and_read_in_pages() {
        UUID run = UUID.randomUUID();
        List<LogEntry> stored = events.append(tenant, conversation, 0, List.of(entry("{\"a\":1}"), new NewEntry(run, "step", "{\"b\": 2 }")));
        events.append(tenant, conversation, 2, List.of(entry("{}")));
        assertThat(stored).extracting(LogEntry::seq).containsExactly(1L, 2L);
        assertThat(events.lastSeq(tenant, conversation)).isEqualTo(3);
        assertThat(events.read(tenant, conversation, 0, 2)).isEqualTo(stored);
        assertThat(events.read(tenant, conversation, 2, 10)).extracting(LogEntry::seq).containsExactly(3L);
        assertThat(events.read(tenant, conversation, 1, 1).getFirst().runId()).isEqualTo(run);
    }

    @Test
    void of_several_conversations_entries_are_read_at_once_each_after_its_own_number() {
        UUID second = UUID.randomUUID();
        UUID silent = UUID.randomUUID();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id) select new.id, c.tenant, c.agent_id from conversation c, unnest(array[cast(? as uuid), cast(? as uuid)]) as new (id) where c.id = ?")
                .params(second, silent, conversation).update();
        events.append(tenant, conversation, 0, List.of(entry("{}"), new NewEntry(null, "step", "{}"), entry("{}"), entry("{}")));
        List<LogEntry> said = events.append(tenant, second, 0, List.of(new NewEntry(UUID.randomUUID(), "answer", "{\"b\": 2 }"), entry("{}")));
        events.append(tenant, silent, 0, List.of(new NewEntry(null, "step", "{}")));

        Map<UUID, List<LogEntry>> read = events.read(tenant, Map.of(conversation, 1L, second, 0L, silent, 0L, UUID.randomUUID(), 0L), List.of("message", "answer"));
        assertThat(read).containsOnlyKeys(conversation, second).containsEntry(second, said);
        assertThat(read.get(conversation)).extracting(LogEntry::seq).containsExactly(3L, 4L);
        assertThat(events.read(database.newTenant(), Map.of(conversation, 0L), List.of("message"))).isEmpty();
    }

    @Test
    void the_newest_of_a_type_before_a_point_come_newest_first() {
        events.append(tenant, conversation, 0, List.of(entry("{}"), new NewEntry(null, "step", "{}"), entry("{}"), entry("{}")));
        assertThat(events.newest(tenant, conversation, "message", Long.MAX_VALUE, 2)).containsExactly(4L, 3L);
        assertThat(events.newest(tenant, conversation, "message", 4, 5)).containsExactly(3L, 1L);
        assertThat(events.newest(database.newTenant(), conversation, "message", Long.MAX_VALUE, 5)).isEmpty();
    }

    @Test
    void the_last_of_a_type_is_found_with_its_run_or_without() {
        UUID run = UUID.randomUUID();
        events.append(tenant, conversation, 0, List.of(new NewEntry(run, "end", "{}"), new NewEntry(UUID.randomUUID(), "end", "{}"), entry("{}")));
        assertThat(events.last(tenant, conversation, "end", null)).get().extracting(LogEntry::seq).isEqualTo(2L);
        assertThat(events.last(tenant, conversation, "end", run)).get().extracting(LogEntry::seq).isEqualTo(1L);
        assertThat(events.last(tenant, conversation, "end", UUID.randomUUID())).isEmpty();
        assertThat(events.last(database.newTenant(), conversation, "end", null)).isEmpty();
    }

    @Test
    void notes_before_a_point_are_found_by_their_index_in_order() {
        var note = new NewEntry(null, "NoteWritten", "{}");
        events.append(tenant, conversation, 0, List.of(entry("{}"), note, entry("{}"), note, note));
        assertThat(events.notes(tenant, conversation, 5, 10)).extracting(LogEntry::seq).containsExactly(2L, 4L);
        assertThat(events.notes(tenant, conversation, 6, 2)).extracting(LogEntry::seq).containsExactly(2L, 4L);
        assertThat(events.notes(database.newTenant(), conversation, 6, 2)).isEmpty();
        assertThat(database.jdbc().sql("select indexdef from pg_indexes where indexname = 'event_note'").query(String.class).single()).contains("NoteWritten");
    }

    @Test
    void payload_is_kept_to_the_byte() {
        String payload = "{ \"b\":1,\t\"a\":\"\\u0000 \\ud83d 😀 'quoted' \\\\\" , \"a\": 2}\n";
        events.append(tenant, conversation, 0, List.of(entry(payload)));
        assertThat(events.read(tenant, conversation, 0, 1).getFirst().payload()).isEqualTo(payload);
    }

    @Test
    void a_writer_who_has_not_seen_the_last_entry_is_refused() {
        events.append(tenant, conversation, 0, List.of(entry("{}")));
        assertThatExceptionOfType(ConcurrentAppendException.class)
                .isThrownBy(() -> events.append(tenant, conversation, 0, List.of(entry("{}"), entry("{}"))));
        assertThat(events.lastSeq(tenant, conversation)).isEqualTo(1);
    }

    @Test
    void no_gap_can_be_written() {
        assertThatExceptionOfType(ConcurrentAppendException.class)
                .isThrownBy(() -> events.append(tenant, conversation, 5, List.of(entry("{}"))));
        assertThat(events.lastSeq(tenant, conversation)).isZero();
    }

    @Test
    void a_duplicate_in_the_work_alongside_is_no_conflict_of_writers_and_undoes_the_append() {
        Runnable agentTwice = () -> database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(UUID.randomUUID(), tenant).update();
        assertThatExceptionOfType(DuplicateKeyException.class)
                .isThrownBy(() -> events.append(tenant, conversation, 0, List.of(entry("{}")), agentTwice));
        assertThat(events.lastSeq(tenant, conversation)).isZero();
    }

    @Test
    void another_tenant_neither_reads_nor_writes() {
        events.append(tenant, conversation, 0, List.of(entry("{}")));
        String other = database.newTenant();
        assertThat(events.read(other, conversation, 0, 10)).isEmpty();
        assertThat(events.lastSeq(other, conversation)).isZero();
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> events.append(other, conversation, 0, List.of(entry("{}"))));
    }

    /** No constraint of the table says so: each statement that appends reads the conversation. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void no_event_stands_without_a_conversation_of_its_tenant(boolean unknown) {
        UUID id = unknown ? UUID.randomUUID() : conversation;
        String owner = unknown ? tenant : database.newTenant();
        List<NewEntry> entries = List.of(entry("{}"));
        var lease = new Lease(UUID.randomUUID(), owner, id, "runtime", 1, 0);
        Instant now = Instant.now();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> events.append(owner, id, 0, entries));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> events.append(owner, id, 0, entries, new NewRun(lease, UUID.randomUUID(), now, now, "entry"), run -> { }));
        for (RunState state : List.of(RunState.RUNNING, RunState.SUCCEEDED, RunState.WAITING)) {
            var commit = new LeasedCommit(lease, new RunCommit(1, 1, state, 1, 1, null, null, null, "entry"), now, now);
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> events.append(owner, id, 0, entries, commit, alone -> { }));
        }
        events.append(tenant, conversation, 0, entries);
        UUID copy = unknown ? UUID.randomUUID() : conversation;
        events.copy(unknown ? tenant : owner, conversation, copy, 1, null, null);
        assertThat(TenantScope.overAll(() -> database.jdbc().sql("select count(*) from event where conversation_id in (:id, :copy) and not (conversation_id = :conversation and tenant = :tenant)")
                .param("id", id).param("copy", copy).param("conversation", conversation).param("tenant", tenant).query(Integer.class).single())).isZero();
    }

    @Test
    void writers_at_once_leave_one_log_without_gaps() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> writers = IntStream.range(0, 6).<Callable<Integer>>mapToObj(n -> this::writeTen).toList();
            var results = new ArrayList<Integer>();
            for (var result : threads.invokeAll(writers)) {
                results.add(result.get());
            }
            assertThat(results).containsOnly(10);
        }
        assertThat(events.read(tenant, conversation, 0, 100)).extracting(LogEntry::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 60).boxed().toList());
    }

    private int writeTen() {
        int written = 0;
        while (written < 10) {
            try {
                events.append(tenant, conversation, events.lastSeq(tenant, conversation), List.of(entry("{}")));
                written++;
            } catch (ConcurrentAppendException e) {
                assertThat(e).hasMessageContaining("append again");
            }
        }
        return written;
    }
}
