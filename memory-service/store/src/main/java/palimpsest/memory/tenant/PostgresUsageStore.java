package palimpsest.memory.tenant;

import java.sql.Timestamp;
import java.time.Instant;
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
    public long tokensSince(String tenant, Instant time) {
        return jdbc.sql("select coalesce(sum(tokens), 0) from run where tenant = :tenant and created_at >= :time")
                .param("tenant", tenant).param("time", Timestamp.from(time)).query(Long.class).single();
    }
}
