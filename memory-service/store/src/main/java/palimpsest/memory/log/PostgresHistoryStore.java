package palimpsest.memory.log;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link HistoryStore} over PostgreSQL. */
public final class PostgresHistoryStore implements HistoryStore {

    private static final int BATCH = 500;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final TransactionTemplate transaction;

    public PostgresHistoryStore(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
        this.transaction = transaction;
    }

    @Override
    public UUID create(String tenant, UUID agentId, String userId, String title, List<Imported> history, List<EndedRun> runs) {
        UUID id = UUID.randomUUID();
        return transaction.execute(status -> {
            client.sql("insert into conversation (id, tenant, agent_id, user_id, title) values (:id, :tenant, :agent, :user, :title)")
                    .param("id", id).param("tenant", tenant).param("agent", agentId).param("user", userId).param("title", title).update();
            insert(tenant, id, history);
            ConversationDocumentRows.follow(client, tenant, id, 0);
            insertRuns(tenant, id, agentId, runs);
            return id;
        });
    }

    private void insert(String tenant, UUID conversationId, List<Imported> history) {
        jdbc.batchUpdate("""
                insert into event (conversation_id, seq, tenant, run_id, type, payload, at) values (?, ?, ?, ?, ?, ?, coalesce(?, now()))
                """, history, BATCH, (statement, entry) -> {
            statement.setObject(1, conversationId);
            statement.setLong(2, entry.seq());
            statement.setString(3, tenant);
            statement.setObject(4, entry.runId(), Types.OTHER);
            statement.setString(5, entry.type());
            statement.setString(6, entry.payload());
            setTime(statement, 7, entry.at());
        });
    }

    /** A run without a time of its own is created one microsecond after the run before, so that the order of {@code runs} is kept. */
    private void insertRuns(String tenant, UUID conversationId, UUID agentId, List<EndedRun> runs) {
        var position = new AtomicInteger();
        jdbc.batchUpdate("""
                insert into run (id, tenant, conversation_id, agent_id, state, ended_by, steps, created_at, started_at, ended_at)
                values (?, ?, ?, ?, ?, ?, ?, coalesce(?, now() + ? * interval '1 microsecond'), coalesce(?, now()), coalesce(?, now()))
                """, runs, BATCH, (statement, run) -> {
            statement.setObject(1, run.id());
            statement.setString(2, tenant);
            statement.setObject(3, conversationId);
            statement.setObject(4, agentId);
            statement.setString(5, run.state().name());
            statement.setString(6, run.endedBy());
            statement.setInt(7, run.steps());
            setTime(statement, 8, run.startedAt());
            statement.setInt(9, position.getAndIncrement());
            setTime(statement, 10, run.startedAt());
            setTime(statement, 11, run.endedAt());
        });
    }

    private static void setTime(PreparedStatement statement, int parameter, Instant at) throws SQLException {
        statement.setObject(parameter, at == null ? null : time(at), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    @Override
    public int compact(Instant before, List<String> measurements) {
        return client.sql("""
                delete from event e using event ended
                where ended.type = 'RunFinished' and ended.at < :before and ended.tenant = e.tenant and ended.conversation_id = e.conversation_id and ended.run_id = e.run_id
                  and e.seq < ended.seq and e.type in (:measurements)
                  and not exists (select 1 from run r where r.tenant = e.tenant and r.id = e.run_id and r.state in ('QUEUED', 'RUNNING', 'PAUSED', 'WAITING'))
                """)
                .param("before", time(before)).param("measurements", measurements).update();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
