package palimpsest.memory.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.memory.log.EventLog.NewEntry;
import palimpsest.memory.log.LogEntry;
import palimpsest.memory.log.PostgresEventLog;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.testkit.SettableClock;

@ExtendWith(TestDatabase.Injected.class)
class PostgresRunStoreTest {

    private static final Duration LEASE = Duration.ofSeconds(10);

    private final TestDatabase database;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final RunStore store;
    private final String tenant;
    private final UUID conversation = UUID.randomUUID();
    private final UUID run = UUID.randomUUID();

    PostgresRunStoreTest(TestDatabase database) {
        this.database = database;
        this.store = new PostgresRunStore(database.jdbc(), clock);
        this.tenant = database.newTenant();
        UUID agent = UUID.randomUUID();
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(agent, tenant).update();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)").params(conversation, tenant, agent).update();
        store.create(tenant, run, conversation, agent);
    }

    private static RunCommit step(int seq, RunState state) {
        return new RunCommit(seq, seq * 3L, state, seq, seq * 100L, null, null, state.ended() ? "finish" : null, null);
    }

    @Test
    void a_queued_run_is_taken_by_one_runtime_until_its_lease_runs_out() {
        assertThat(store.acquire(run, "a", LEASE)).isPresent();
        assertThat(store.acquire(run, "b", LEASE)).isEmpty();
        clock.advance(LEASE);
        assertThat(store.acquire(run, "b", LEASE).orElseThrow().epoch()).isEqualTo(2);
    }

    @Test
    void a_run_that_begins_leased_is_held_like_one_that_was_taken_from_the_queue() {
        UUID begun = UUID.randomUUID();
        Lease lease = leased(begun);
        assertThat(entries(begun)).as("for the case that its owner dies").isEqualTo(1);
        assertThat(lease.epoch()).isEqualTo(1);
        assertThat(store.find(tenant, begun).orElseThrow().state()).isEqualTo(RunState.RUNNING);
        assertThat(store.acquire(begun, "b", LEASE)).isEmpty();
        store.commit(lease, step(1, RunState.RUNNING), LEASE);
        assertThat(store.unfinished()).extracting(RunRow::id).contains(begun);
        clock.advance(LEASE);
        assertThat(store.acquire(begun, "b", LEASE).orElseThrow().epoch()).isEqualTo(2);
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> store.commit(lease, step(2, RunState.RUNNING), LEASE));
    }

    @Test
    void a_renewed_lease_is_not_taken() {
        store.acquire(run, "a", LEASE);
        clock.advance(LEASE.dividedBy(2));
        store.renew("a", Map.of(run, Optional.empty()), LEASE);
        clock.advance(LEASE.dividedBy(2));
        assertThat(store.acquire(run, "b", LEASE)).isEmpty();
    }

    @Test
    void an_entry_of_the_queue_is_not_due_before_the_lease_of_its_run_would_end() {
        UUID held = UUID.randomUUID();
        leased(held);
        UUID lost = UUID.randomUUID();
        leased(lost);
        Instant first = clock.instant().plus(LEASE);
        clock.advance(LEASE);
        store.acquire(lost, "b", LEASE);
        store.renew("a", Map.of(held, Optional.of(held + "/0"), lost, Optional.of(lost + "/0")), LEASE);
        assertThat(due(held)).isEqualTo(clock.instant().plus(LEASE));
        assertThat(due(lost)).as("of a run that another has").isEqualTo(first);
    }

    private Instant due(UUID runId) {
        return database.jdbc().sql("select execution_time from scheduled_tasks where task_instance = :entry").param("entry", runId + "/0").query(OffsetDateTime.class).single().toInstant();
    }

    @Test
    void a_runtime_that_lost_its_lease_commits_nothing() {
        Lease lost = store.acquire(run, "a", LEASE).orElseThrow();
        store.commit(lost, step(1, RunState.RUNNING), LEASE);
        clock.advance(LEASE);
        Lease held = store.acquire(run, "b", LEASE).orElseThrow();
        assertThat(held.commits()).isEqualTo(1);
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> store.commit(lost, step(2, RunState.RUNNING), LEASE));
        store.commit(held, step(2, RunState.RUNNING), LEASE);
        store.release(lost);
        assertThat(store.find(tenant, run).orElseThrow().leaseOwner()).as("only who holds a lease gives it back").isEqualTo("b");
    }

    @Test
    void no_step_is_committed_twice() {
        Lease lease = store.acquire(run, "a", LEASE).orElseThrow();
        store.commit(lease, step(1, RunState.RUNNING), LEASE);
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> store.commit(lease, step(1, RunState.RUNNING), LEASE));
        assertThatExceptionOfType(LeaseLostException.class).as("nor with a gap").isThrownBy(() -> store.commit(lease, step(3, RunState.RUNNING), LEASE));
    }

    @Test
    void what_is_appended_stands_or_falls_with_the_commit() {
        var log = new PostgresEventLog(database.jdbc(), database.transaction());
        Lease lost = store.acquire(run, "a", LEASE).orElseThrow();
        clock.advance(LEASE);
        Lease held = store.acquire(run, "b", LEASE).orElseThrow();
        List<NewEntry> events = List.of(new NewEntry(run, "step", "{}"));
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> log.append(tenant, conversation, 0, events, () -> store.commit(lost, step(1, RunState.RUNNING), LEASE)));
        assertThat(log.lastSeq(tenant, conversation)).isZero();
        log.append(tenant, conversation, 0, events, () -> store.commit(held, step(1, RunState.SUCCEEDED), LEASE));
        assertThat(log.lastSeq(tenant, conversation)).isEqualTo(1);
        RunRow ended = store.find(tenant, run).orElseThrow();
        assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(ended.leaseOwner()).isNull();
        assertThat(ended.endedBy()).isEqualTo("finish");
        assertThat(ended.tokens()).isEqualTo(100);
    }

    @Test
    void entries_are_appended_by_the_statement_that_commits_their_run_or_neither_is() {
        UUID begun = UUID.randomUUID();
        Lease lease = leased(begun);

        appendTogether(lease, 0, step(1, RunState.RUNNING), "asked", "answered");
        assertThat(log().read(tenant, conversation, 0, 10)).extracting(LogEntry::seq, LogEntry::type, LogEntry::runId)
                .containsExactly(tuple(1L, "asked", begun), tuple(2L, "answered", begun));
        assertThat(store.find(tenant, begun).orElseThrow()).returns(1, RunRow::commits).returns(100L, RunRow::tokens).returns(clock.instant().plus(LEASE), RunRow::leaseUntil);

        assertThatExceptionOfType(ConcurrentAppendException.class).as("the log has moved on").isThrownBy(() -> appendTogether(lease, 1, step(2, RunState.RUNNING), "late"));
        assertThatExceptionOfType(ConcurrentAppendException.class).as("an event that is not there").isThrownBy(() -> appendTogether(lease, 5, step(2, RunState.RUNNING), "early"));
        assertThatExceptionOfType(LeaseLostException.class).as("committed before").isThrownBy(() -> appendTogether(lease, 2, step(1, RunState.RUNNING), "twice"));
        assertThatExceptionOfType(LeaseLostException.class).as("with a gap").isThrownBy(() -> appendTogether(lease, 2, step(3, RunState.SUCCEEDED), "gap"));
        var other = new Lease(begun, tenant, conversation, "b", 1, 1);
        assertThatExceptionOfType(LeaseLostException.class).as("of another").isThrownBy(() -> appendTogether(other, 2, step(2, RunState.RUNNING), "others"));
        assertThat(log().lastSeq(tenant, conversation)).isEqualTo(2);
        assertThat(store.find(tenant, begun).orElseThrow().commits()).isEqualTo(1);
        assertThat(entries(begun)).isEqualTo(1);

        appendTogether(lease, 2, ending(2, begun), "finished");
        assertThat(log().lastSeq(tenant, conversation)).isEqualTo(3);
        assertThat(store.find(tenant, begun).orElseThrow()).returns(RunState.SUCCEEDED, RunRow::state).returns("finish", RunRow::endedBy)
                .returns(null, RunRow::leaseOwner).returns(clock.instant(), RunRow::endedAt);
        assertThat(entries(begun)).isZero();
    }

    @Test
    void entries_are_appended_with_the_commit_that_parks_their_run() {
        Lease lease = store.acquire(run, "a", LEASE).orElseThrow();
        appendTogether(lease, 0, step(1, RunState.PAUSED), "paused");
        assertThat(log().lastSeq(tenant, conversation)).isEqualTo(1);
        assertThat(store.find(tenant, run).orElseThrow().state()).isEqualTo(RunState.PAUSED);
    }

    @Test
    void of_writers_at_the_same_time_one_appends_with_its_commit() throws Exception {
        Lease lease = store.acquire(run, "a", LEASE).orElseThrow();
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> same = Collections.nCopies(8, () -> {
                try {
                    appendTogether(lease, 0, step(1, RunState.RUNNING), "asked");
                    return true;
                } catch (ConcurrentAppendException | LeaseLostException e) {
                    return false;
                }
            });
            assertThat(writers.invokeAll(same)).extracting(Future::get).containsOnlyOnce(true);
        }
        assertThat(log().lastSeq(tenant, conversation)).isEqualTo(1);
        assertThat(store.find(tenant, run).orElseThrow().commits()).isEqualTo(1);
    }

    private PostgresEventLog log() {
        return new PostgresEventLog(database.jdbc(), database.transaction());
    }

    private void appendTogether(Lease lease, long expectedLastSeq, RunCommit commit, String... types) {
        List<NewEntry> entries = Stream.of(types).map(type -> new NewEntry(lease.runId(), type, "{}", clock.instant())).toList();
        log().append(tenant, conversation, expectedLastSeq, entries, store.leased(lease, commit, LEASE), store::commit);
    }

    @Test
    void a_run_that_ended_or_waits_is_not_taken_until_it_is_queued_again() {
        Lease lease = store.acquire(run, "a", LEASE).orElseThrow();
        store.commit(lease, step(1, RunState.PAUSED), LEASE);
        assertThat(store.acquire(run, "a", LEASE)).isEmpty();
        store.move(tenant, run, RunState.PAUSED, RunState.QUEUED);
        assertThat(store.acquire(run, "a", LEASE)).isPresent();
    }

    @Test
    void illegal_moves_are_refused() {
        assertThatExceptionOfType(RunStateException.class).isThrownBy(() -> store.move(tenant, run, RunState.QUEUED, RunState.SUCCEEDED));
        assertThatExceptionOfType(RunStateException.class).as("it is not paused").isThrownBy(() -> store.move(tenant, run, RunState.PAUSED, RunState.QUEUED))
                .satisfies(refused -> assertThat(refused.state()).isEqualTo(RunState.QUEUED));
        for (RunState state : RunState.values()) {
            assertThat(state.mayMoveTo(RunState.QUEUED)).as(state.label()).isEqualTo(state != RunState.QUEUED);
            assertThat(state.mayMoveTo(RunState.RUNNING)).as(state.label()).isEqualTo(state == RunState.QUEUED || state == RunState.RUNNING);
        }
    }

    @Test
    void another_tenants_run_is_unknown() {
        assertThat(store.find("other", run)).isEmpty();
        assertThat(store.ofConversation("other", conversation)).isEmpty();
        assertThatExceptionOfType(RunStateException.class).isThrownBy(() -> store.move("other", run, RunState.PAUSED, RunState.QUEUED));
    }

    @Test
    void unfinished_runs_are_those_that_a_runtime_has_to_look_at() {
        assertThat(store.unfinished()).extracting(RunRow::id).contains(run);
        Lease lease = store.acquire(run, "a", LEASE).orElseThrow();
        assertThat(store.unfinished()).extracting(RunRow::id).contains(run);
        store.commit(lease, step(1, RunState.FAILED), LEASE);
        assertThat(store.unfinished()).extracting(RunRow::id).doesNotContain(run);
    }

    private NewRun begun(UUID runId) {
        return store.begun(new Lease(runId, tenant, conversation, "a", 1, 0), store.find(tenant, run).orElseThrow().agentId(), LEASE, runId + "/0");
    }

    private Lease leased(UUID runId) {
        NewRun begun = begun(runId);
        store.create(begun);
        return begun.lease();
    }

    private int entries(UUID runId) {
        return database.jdbc().sql("select count(*) from scheduled_tasks where task_instance = :entry and not picked").param("entry", runId + "/0").query(Integer.class).single();
    }

    @Test
    void entries_are_appended_by_the_statement_that_writes_the_run_which_they_begin_or_neither_is() {
        UUID begun = UUID.randomUUID();
        log().append(tenant, conversation, 0, List.of(new NewEntry(begun, "asked", "{}", clock.instant())), begun(begun), run -> {
            throw new AssertionError("one statement writes both");
        });
        assertThat(log().read(tenant, conversation, 0, 10)).extracting(LogEntry::seq, LogEntry::type, LogEntry::runId).containsExactly(tuple(1L, "asked", begun));
        assertThat(store.find(tenant, begun).orElseThrow()).returns(RunState.RUNNING, RunRow::state).returns("a", RunRow::leaseOwner).returns(1L, RunRow::epoch)
                .returns(clock.instant().plus(LEASE), RunRow::leaseUntil);
        assertThat(entries(begun)).as("for the case that its owner dies").isEqualTo(1);
        store.commit(begun(begun).lease(), step(1, RunState.RUNNING), LEASE);

        UUID late = UUID.randomUUID();
        List<NewEntry> asked = List.of(new NewEntry(late, "asked", "{}", clock.instant()));
        assertThatExceptionOfType(ConcurrentAppendException.class).isThrownBy(() -> log().append(tenant, conversation, 0, asked, begun(late), run -> { }));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> log().append("another tenant", conversation, 1, asked, begun(late), run -> { }));
        assertThat(store.find(tenant, late)).as("neither").isEmpty();
        assertThat(entries(late)).isZero();
        assertThat(log().lastSeq(tenant, conversation)).isEqualTo(1);
    }

    @Test
    void the_entry_of_the_queue_goes_with_the_commit_that_ends_the_run_and_with_no_other() {
        UUID begun = UUID.randomUUID();
        Lease lease = leased(begun);
        store.commit(lease, step(1, RunState.RUNNING), LEASE);
        assertThat(entries(begun)).isEqualTo(1);
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> store.commit(lease, ending(4, begun), LEASE));
        assertThat(entries(begun)).as("the commit was refused").isEqualTo(1);
        store.commit(lease, ending(2, begun), LEASE);
        assertThat(entries(begun)).isZero();
    }

    private static RunCommit ending(int seq, UUID runId) {
        return new RunCommit(seq, seq, RunState.SUCCEEDED, 1, 10, null, null, "finish", runId + "/0");
    }
}
