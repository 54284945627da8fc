package palimpsest.memory.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import palimpsest.memory.log.EventLog.NewEntry;
import palimpsest.memory.log.LeasedAppends.Written;
import palimpsest.memory.run.Lease;
import palimpsest.memory.run.LeaseLostException;
import palimpsest.memory.run.PostgresRunStore;
import palimpsest.memory.run.RunCommit;
import palimpsest.memory.run.RunRow;
import palimpsest.memory.run.RunState;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.testkit.SettableClock;

class LeasedAppendsTest {

    private static final Duration LEASE = Duration.ofSeconds(10);

    private final TestDatabase database = TestDatabase.shared();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final PostgresRunStore store = new PostgresRunStore(database.jdbc(), clock);
    private final PostgresEventLog log = new PostgresEventLog(database.jdbc(), database.transaction());
    private final LeasedAppends appends = new LeasedAppends(database.jdbc());
    private final String tenant = database.newTenant();
    private final UUID agent = UUID.randomUUID();

    LeasedAppendsTest() {
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(agent, tenant).update();
    }

    /** A conversation with two events and a run that has one commit. */
    private Lease run() {
        var lease = new Lease(UUID.randomUUID(), tenant, UUID.randomUUID(), "a", 1, 0);
        database.jdbc().sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)").params(lease.conversationId(), tenant, agent).update();
        store.create(store.begun(lease, agent, LEASE, lease.runId() + "/0"));
        log.append(tenant, lease.conversationId(), 0, List.of(entry(lease, "asked"), entry(lease, "began")), () -> store.commit(lease, row(lease, 1, RunState.RUNNING), LEASE));
        return lease;
    }

    private NewEntry entry(Lease lease, String type) {
        return new NewEntry(lease.runId(), type, "{}", clock.instant());
    }

    private static RunCommit row(Lease lease, int seq, RunState state) {
        return new RunCommit(seq, seq * 2L, state, seq, seq * 100L, null, null, state.ended() ? "finish" : null, lease.runId() + "/0");
    }

    /** What may be wrong with an append, or nothing. */
    enum Kind {
        GOES_ON, ENDS, FAILS, BEHIND, AHEAD, ANOTHER_OWNER, LATER_LEASE, COMMITTED_BEFORE, GAP, NO_CONVERSATION
    }

    private LeasedAppend append(Lease held, Kind kind) {
        Lease lease = switch (kind) {
            case ANOTHER_OWNER -> new Lease(held.runId(), tenant, held.conversationId(), "b", 1, 0);
            case LATER_LEASE -> new Lease(held.runId(), tenant, held.conversationId(), "a", 2, 0);
            case NO_CONVERSATION -> new Lease(held.runId(), tenant, UUID.randomUUID(), "a", 1, 0);
            default -> held;
        };
        int commit = kind == Kind.COMMITTED_BEFORE ? 1 : kind == Kind.GAP ? 3 : 2;
        long last = kind == Kind.BEHIND ? 1 : kind == Kind.AHEAD ? 5 : 2;
        RunState state = kind == Kind.ENDS ? RunState.SUCCEEDED : kind == Kind.FAILS ? RunState.FAILED : RunState.RUNNING;
        return new LeasedAppend(lease.conversationId(), last, List.of(entry(lease, "spoke"), entry(lease, "told"), entry(lease, "ended")), store.leased(lease, row(lease, commit, state), LEASE));
    }

    /** All that is stored of a run, without what differs between any two. */
    private List<Object> stored(Lease lease) {
        List<Object> all = new ArrayList<>();
        log.read(tenant, lease.conversationId(), 0, 100).forEach(entry -> all.addAll(List.of(entry.seq(), entry.type(), entry.payload(), entry.at(), lease.runId().equals(entry.runId()))));
        RunRow run = store.find(tenant, lease.runId()).orElseThrow();
        all.add(new RunRow(null, run.tenant(), null, null, run.state(), run.leaseOwner(), run.leaseUntil(), run.epoch(), run.commits(), run.steps(), run.tokens(), run.parkedFor(),
                run.parkedUntil(), run.endedBy(), null, null, run.endedAt()));
        all.add(database.jdbc().sql("select count(*) from scheduled_tasks where task_instance = :entry").param("entry", lease.runId() + "/0").query(Integer.class).single());
        return all;
    }

    @Property(tries = 25)
    void appends_together_do_what_they_do_one_by_one(@ForAll @Size(min = 2, max = 8) List<Kind> kinds) {
        List<Lease> alone = kinds.stream().map(kind -> run()).toList();
        List<Lease> together = kinds.stream().map(kind -> run()).toList();
        List<Optional<Written>> expected = IntStream.range(0, kinds.size()).mapToObj(n -> appends.written(List.of(append(alone.get(n), kinds.get(n)))).getFirst()).toList();

        List<Optional<Written>> written = appends.written(IntStream.range(0, kinds.size()).mapToObj(n -> append(together.get(n), kinds.get(n))).toList());

        for (int n = 0; n < kinds.size(); n++) {
            Kind kind = kinds.get(n);
            Written each = written.get(n).orElseThrow();
            assertThat(each.last()).as(kind.name()).isEqualTo(expected.get(n).orElseThrow().last());
            assertThat(each.held()).as(kind.name()).isEqualTo(expected.get(n).orElseThrow().held());
            assertThat(stored(together.get(n))).as(kind.name()).isEqualTo(stored(alone.get(n)));
            boolean appended = kind == Kind.GOES_ON || kind == Kind.ENDS || kind == Kind.FAILS;
            assertThat(log.lastSeq(tenant, together.get(n).conversationId())).as(kind.name()).isEqualTo(appended ? 5 : 2);
        }
    }

    @Test
    void of_appends_that_the_database_refuses_together_each_is_left_to_be_written_by_itself() {
        Lease good = run();
        Lease bad = run();
        var unstorable = new LeasedAppend(bad.conversationId(), 2, List.of(new NewEntry(bad.runId(), "spoke", "\u0000", clock.instant())), store.leased(bad, row(bad, 2, RunState.RUNNING), LEASE));

        assertThat(appends.written(List.of(append(good, Kind.GOES_ON), unstorable))).containsOnly(Optional.empty());

        assertThat(log.lastSeq(tenant, good.conversationId())).as("nothing of them was written").isEqualTo(2);
        appends.append(tenant, append(good, Kind.GOES_ON));
        assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> appends.append(tenant, unstorable));
        assertThat(log.lastSeq(tenant, good.conversationId())).isEqualTo(5);
        assertThat(log.lastSeq(tenant, bad.conversationId())).isEqualTo(2);
    }

    @Test
    void where_the_connection_broke_nothing_is_written_again_for_only_the_log_can_tell_what_stands() {
        var broken = new LeasedAppends(JdbcClient.create(new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
            }

            @Override
            public Connection getConnection(String user, String password) throws SQLException {
                return getConnection();
            }
        }));
        List<LeasedAppend> two = List.of(append(run(), Kind.GOES_ON), append(run(), Kind.ENDS));
        assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(() -> broken.written(two));
    }

    @Test
    void runs_at_work_at_the_same_time_each_append_all_their_steps_and_one_that_lost_its_lease_none() throws Exception {
        List<Lease> leases = IntStream.range(0, 12).mapToObj(n -> run()).toList();
        Lease lost = leases.get(5);
        clock.advance(LEASE);
        store.acquire(lost.runId(), "b", LEASE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> steps = threads.invokeAll(leases.stream().<Callable<Integer>>map(lease -> () -> {
                int step = 2;
                try {
                    for (; step <= 9; step++) {
                        log.append(tenant, lease.conversationId(), step, List.of(entry(lease, "step")), store.leased(lease, row(lease, step, step == 9 ? RunState.SUCCEEDED : RunState.RUNNING), LEASE), store::commit);
                    }
                } catch (LeaseLostException e) {
                    return step - 2;
                }
                return step - 2;
            }).toList());
            for (int n = 0; n < leases.size(); n++) {
                boolean held = !leases.get(n).equals(lost);
                assertThat(steps.get(n).get()).isEqualTo(held ? 8 : 0);
                assertThat(log.read(tenant, leases.get(n).conversationId(), 0, 100)).extracting(LogEntry::seq)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, held ? 10 : 2).boxed().toList());
                assertThat(store.find(tenant, leases.get(n).runId()).orElseThrow()).returns(held ? RunState.SUCCEEDED : RunState.RUNNING, RunRow::state).returns(held ? 9 : 1, RunRow::commits);
            }
        }
    }
}
