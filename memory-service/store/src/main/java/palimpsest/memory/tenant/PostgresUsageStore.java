package palimpsest.memory.tenant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@link UsageStore} over PostgreSQL. */
public final class PostgresUsageStore implements UsageStore {

    private final JdbcClient jdbc;

    public PostgresUsageStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public long documents(String tenant) {
        return jdbc.sql("select count(*) from document where tenant = :tenant and deleted_at is null").param("tenant", tenant).query(Long.class).single();
    }

    @Override
    public long conversations(String tenant) {
        return jdbc.sql("select count(*) from conversation where tenant = :tenant and deleted_at is null").param("tenant", tenant).query(Long.class).single();
    }

    @Override
    public List<UsageLine> lines(String tenant, Instant from, Instant to) {
        return summed("tenant = :tenant and", from, to).param("tenant", tenant).query(PostgresUsageStore::line).list();
    }

    @Override
    public List<UsageLine> linesOfAll(Instant from, Instant to) {
        return summed("", from, to).query(PostgresUsageStore::line).list();
    }

    private JdbcClient.StatementSpec summed(String whose, Instant from, Instant to) {
        return jdbc.sql("""
                select cast(used.at at time zone 'UTC' as date) as day, c.tenant, a.id as agent_id, a.name as agent, c.user_id, used.payload ->> 'model' as model, count(*) as calls,
                       sum(cast(used.payload ->> 'inputTokens' as bigint)) as input, sum(cast(used.payload ->> 'cachedTokens' as bigint)) as cached,
                       sum(cast(used.payload ->> 'outputTokens' as bigint)) as output, sum(cast(used.payload ->> 'cost' as double precision)) as cost
                from (select tenant, conversation_id, at, cast(payload as jsonb) as payload from event
                      where %s type = 'ModelAnswered' and at >= :from and at < :to) used
                join conversation c on c.tenant = used.tenant and c.id = used.conversation_id join agent a on a.tenant = c.tenant and a.id = c.agent_id
                group by 1, c.tenant, a.id, a.name, c.user_id, 6 order by 1, c.tenant, a.name, c.user_id, 6
                """.formatted(whose))
                .param("from", Timestamp.from(from)).param("to", Timestamp.from(to));
    }

    private static UsageLine line(ResultSet row, int number) throws SQLException {
        return new UsageLine(row.getObject("day", LocalDate.class), row.getString("tenant"), row.getObject("agent_id", UUID.class), row.getString("agent"),
                row.getString("user_id"), row.getString("model"), row.getLong("calls"), row.getLong("input"), row.getLong("cached"), row.getLong("output"),
                row.getDouble("cost"));
    }

    @Override
    public long tokensSince(String tenant, Instant time) {
        return jdbc.sql("select coalesce(sum(tokens), 0) from run where tenant = :tenant and created_at >= :time")
                .param("tenant", tenant).param("time", Timestamp.from(time)).query(Long.class).single();
    }
}
