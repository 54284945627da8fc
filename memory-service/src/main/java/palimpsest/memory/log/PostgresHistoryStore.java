package palimpsest.memory.log;

import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
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
    public UUID create(String tenant, UUID agentId, String userId, String title, List<Imported> history) {
        UUID id = UUID.randomUUID();
        return transaction.execute(status -> {
            client.sql("insert into conversation (id, tenant, agent_id, user_id, title) values (:id, :tenant, :agent, :user, :title)")
                    .param("id", id).param("tenant", tenant).param("agent", agentId).param("user", userId).param("title", title).update();
            insert(tenant, id, history);
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
            statement.setObject(7, entry.at() == null ? null : time(entry.at()), Types.TIMESTAMP_WITH_TIMEZONE);
        });
    }

    @Override
    public int compact(Instant before, List<String> measurements) {
        return client.sql("""
                delete from event e using event ended
                where ended.type = 'RunFinished' and ended.at < :before and ended.conversation_id = e.conversation_id and ended.run_id = e.run_id
                  and e.seq < ended.seq and e.type in (:measurements)
                  and not exists (select 1 from run r where r.id = e.run_id and r.state in ('QUEUED', 'RUNNING', 'PAUSED', 'WAITING'))
                """)
                .param("before", time(before)).param("measurements", measurements).update();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
