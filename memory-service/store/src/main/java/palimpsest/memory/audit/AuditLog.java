package palimpsest.memory.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.tenant.TenantScope;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The audit log in PostgreSQL, which refuses to change an entry (migration V13). */
public final class AuditLog {

    private static final String COLUMNS = "id, at, tenant, user_id, caller, method, path, targets, status, outcome";
    private static final String NO_TENANT = ""; // a key holds no null
    private static final TypeReference<Map<String, String>> TARGETS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();

    public AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Appends an entry, whoever the calling thread works for; its id is given here. */
    public void append(AuditEntry entry) {
        TenantScope scope = entry.tenant() == null ? new TenantScope.All() : new TenantScope.One(entry.tenant());
        TenantScope.within(scope, () -> {
            jdbc.sql("""
                    insert into audit_entry (at, tenant, user_id, caller, method, path, targets, status, outcome)
                    values (:at, :tenant, :user, :caller, :method, :path, :targets, :status, :outcome)
                    """)
                    .param("at", Timestamp.from(entry.at())).param("tenant", entry.tenant() == null ? NO_TENANT : entry.tenant()).param("user", entry.user()).param("caller", entry.caller())
                    .param("method", entry.method()).param("path", entry.path()).param("targets", json.writeValueAsString(entry.targets()))
                    .param("status", entry.status()).param("outcome", entry.outcome().label())
                    .update();
        });
    }

    /** At most {@code limit} entries of a tenant after that id, the oldest first. */
    public List<AuditEntry> after(String tenant, long id, int limit) {
        return jdbc.sql("select " + COLUMNS + " from audit_entry where tenant = :tenant and id > :id order by id limit :limit")
                .param("tenant", tenant).param("id", id).param("limit", limit).query((row, n) -> entry(row)).list();
    }

    /** The newest {@code limit} entries of a tenant, the oldest of them first. */
    public List<AuditEntry> newest(String tenant, int limit) {
        return jdbc.sql("select " + COLUMNS + " from audit_entry where tenant = :tenant order by id desc limit :limit")
                .param("tenant", tenant).param("limit", limit).query((row, n) -> entry(row)).list().reversed();
    }

    /** Removes the entries of all tenants that are older; returns how many. Works only over all tenants ({@link TenantScope.All}). */
    public int removeBefore(Instant time) {
        return jdbc.sql("delete from audit_entry where at < :time").param("time", Timestamp.from(time)).update();
    }

    private AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(row.getLong("id"), row.getTimestamp("at").toInstant(), row.getString("tenant").equals(NO_TENANT) ? null : row.getString("tenant"), row.getString("user_id"), row.getString("caller"),
                row.getString("method"), row.getString("path"), json.readValue(row.getString("targets"), TARGETS), row.getInt("status"),
                AuditEntry.Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)));
    }
}
