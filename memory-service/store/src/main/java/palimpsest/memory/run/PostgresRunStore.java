package palimpsest.memory.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@link RunStore} over PostgreSQL. Conditions stand in the updates themselves: no row is read first and written later. */
public final class PostgresRunStore implements RunStore {

    private static final String RUN = """
            select id, tenant, conversation_id, agent_id, state, lease_owner, lease_until, epoch, commits, steps, tokens, parked_for, parked_until,
                   ended_by, created_at, started_at, ended_at
            from run
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    /**
     * @param clock leases are held against; clocks of two runtimes that differ cost a step asked twice, never one committed twice
     */
    public PostgresRunStore(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void create(String tenant, UUID runId, UUID conversationId, UUID agentId) {
        jdbc.sql("insert into run (id, tenant, conversation_id, agent_id, state, created_at) values (:id, :tenant, :conversation, :agent, 'QUEUED', :now)")
                .param("id", runId).param("tenant", tenant).param("conversation", conversationId).param("agent", agentId).param("now", now()).update();
    }

    @Override
    public void create(NewRun run) {
        NewRunRows.of(run, jdbc.sql("with " + NewRunRows.parts("(select cast(:conversation as uuid) as conversation) one") + " select id from begun"))
                .param("tenant", run.lease().tenant()).param("conversation", run.lease().conversationId()).query(UUID.class).single();
    }

    @Override
    public NewRun begun(Lease lease, UUID agentId, Duration duration, String queueEntry) {
        Instant now = clock.instant();
        return new NewRun(lease, agentId, now, now.plus(duration), queueEntry);
    }

    @Override
    public Optional<RunRow> find(String tenant, UUID runId) {
        return find(runId).filter(run -> run.tenant().equals(tenant));
    }

    @Override
    public Optional<RunRow> find(UUID runId) {
        return jdbc.sql(RUN + " where id = :id").param("id", runId).query(PostgresRunStore::row).optional();
    }

    @Override
    public List<RunRow> ofConversation(String tenant, UUID conversationId) {
        return jdbc.sql(RUN + " where tenant = :tenant and conversation_id = :id order by created_at, id")
                .param("tenant", tenant).param("id", conversationId).query(PostgresRunStore::row).list();
    }

    @Override
    public List<RunRow> unfinished() {
        return jdbc.sql(RUN + """
                where (state in ('QUEUED', 'RUNNING') or state = 'WAITING' and parked_until is not null)
                  and exists (select 1 from conversation c where c.tenant = run.tenant and c.id = conversation_id and c.deleted_at is null)
                order by created_at, id
                """).query(PostgresRunStore::row).list();
    }

    @Override
    public void move(String tenant, UUID runId, RunState from, RunState to) {
        if (!from.mayMoveTo(to)) {
            throw new RunStateException(runId, from, to);
        }
        int moved = jdbc.sql("""
                update run set state = :to, parked_for = null, parked_until = null, ended_by = null, ended_at = null
                where id = :id and tenant = :tenant and state = :from
                """)
                .param("to", to.name()).param("id", runId).param("tenant", tenant).param("from", from.name()).update();
        if (moved == 0) {
            throw new RunStateException(runId, find(tenant, runId).map(RunRow::state).orElse(from), to);
        }
    }

    @Override
    public Optional<Lease> acquire(UUID runId, String owner, Duration duration) {
        return jdbc.sql("""
                update run set state = 'RUNNING', lease_owner = :owner, lease_until = :until, epoch = epoch + 1, started_at = coalesce(started_at, :now)
                where id = :id and (state = 'QUEUED' or state = 'RUNNING' and (lease_until <= :now or lease_owner = :owner))
                returning tenant, conversation_id, epoch, commits
                """)
                .param("id", runId).param("owner", owner).param("now", now()).param("until", now().plus(duration))
                .query((row, number) -> new Lease(runId, row.getString("tenant"), row.getObject("conversation_id", UUID.class), owner,
                        row.getLong("epoch"), row.getInt("commits")))
                .optional();
    }

    @Override
    public void renew(String owner, Map<UUID, Optional<String>> entries, Duration duration) {
        jdbc.sql("""
                with mine as (select * from unnest(cast(:ids as uuid[]), cast(:entries as text[])) as mine (id, entry)),
                held as (update run set lease_until = :until from mine where run.id = mine.id and lease_owner = :owner and state = 'RUNNING' returning mine.entry)
                update scheduled_tasks set execution_time = :until where task_name = 'run' and task_instance in (select entry from held) and not picked
                """)
                .param("ids", entries.keySet().toArray(UUID[]::new)).param("entries", entries.values().stream().map(entry -> entry.orElse(null)).toArray(String[]::new))
                .param("owner", owner).param("until", now().plus(duration)).update();
    }

    @Override
    public LeasedCommit leased(Lease lease, RunCommit commit, Duration duration) {
        Instant now = clock.instant();
        return new LeasedCommit(lease, commit, now, now.plus(duration));
    }

    /** Conditions on parameters would make the server plan the statement anew each time: each end has one of its own. */
    @Override
    public void commit(LeasedCommit commit) {
        Lease lease = commit.lease();
        int held = commit.commit().state() == RunState.RUNNING ? goOn(lease, commit.commit(), commit.until()) : leave(lease, commit.commit(), commit.at());
        if (held == 0) {
            throw new LeaseLostException(lease.runId(), lease.epoch());
        }
    }

    private int goOn(Lease lease, RunCommit commit, Instant until) {
        return jdbc.sql("""
                update run set commits = :seq, steps = :steps, tokens = :tokens, parked_for = null, parked_until = null, ended_by = null, ended_at = null, lease_until = :until
                where id = :id and tenant = :tenant and state = 'RUNNING' and lease_owner = :owner and epoch = :epoch and commits = :seq - 1
                """)
                .param("seq", commit.seq()).param("steps", commit.steps()).param("tokens", commit.tokens()).param("until", at(until))
                .param("id", lease.runId()).param("tenant", lease.tenant()).param("owner", lease.owner()).param("epoch", lease.epoch()).update();
    }

    private int leave(Lease lease, RunCommit commit, Instant now) {
        return jdbc.sql("""
                with held as (
                    update run set state = :state, commits = :seq, steps = :steps, tokens = :tokens, parked_for = :parkedFor, parked_until = :parkedUntil,
                           ended_by = :endedBy, ended_at = :endedAt, lease_owner = null, lease_until = null
                    where id = :id and tenant = :tenant and state = 'RUNNING' and lease_owner = :owner and epoch = :epoch and commits = :seq - 1
                    returning id
                ), taken_out as (
                    delete from scheduled_tasks where task_name = 'run' and task_instance = :entry and not picked and exists (select from held)
                )
                select count(*) from held
                """)
                .param("state", commit.state().name()).param("seq", commit.seq()).param("steps", commit.steps()).param("tokens", commit.tokens())
                .param("parkedFor", commit.parkedFor()).param("parkedUntil", at(commit.parkedUntil())).param("endedBy", commit.endedBy())
                .param("endedAt", commit.state().ended() ? at(now) : null)
                .param("id", lease.runId()).param("tenant", lease.tenant()).param("owner", lease.owner()).param("epoch", lease.epoch())
                .param("entry", commit.state().ended() ? commit.queueEntry() : null).query(Integer.class).single();
    }

    @Override
    public void release(Lease lease) {
        jdbc.sql("""
                update run set state = 'QUEUED', lease_owner = null, lease_until = null
                where id = :id and state = 'RUNNING' and lease_owner = :owner and epoch = :epoch
                """)
                .param("id", lease.runId()).param("owner", lease.owner()).param("epoch", lease.epoch()).update();
    }

    @Override
    public void endAllLeases() {
        jdbc.sql("update run set lease_until = :now where state = 'RUNNING'").param("now", now()).update();
        jdbc.sql("update scheduled_tasks set picked = false, picked_by = null, version = version + 1 where picked").update();
    }

    private OffsetDateTime now() {
        return at(clock.instant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static RunRow row(ResultSet row, int number) throws SQLException {
        return new RunRow(row.getObject("id", UUID.class), row.getString("tenant"), row.getObject("conversation_id", UUID.class),
                row.getObject("agent_id", UUID.class), RunState.valueOf(row.getString("state")), row.getString("lease_owner"),
                instant(row, "lease_until"), row.getLong("epoch"), row.getInt("commits"), row.getInt("steps"), row.getLong("tokens"),
                row.getString("parked_for"), instant(row, "parked_until"), row.getString("ended_by"), instant(row, "created_at"),
                instant(row, "started_at"), instant(row, "ended_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
