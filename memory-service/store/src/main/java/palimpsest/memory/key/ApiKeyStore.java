package palimpsest.memory.key;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys in PostgreSQL. A revoked key stays as a row: the audit log names it. */
public final class ApiKeyStore {

    private static final String COLUMNS = "id, tenant, user_id, role, created_at, expires_at, revoked_at";

    private final JdbcClient jdbc;

    public ApiKeyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A key and the SHA-256 (32 bytes) by which its secret is known. */
    public record Stored(ApiKey key, byte[] hash) {}

    public void add(ApiKey key, byte[] hash) {
        jdbc.sql("""
                insert into api_key (id, tenant, user_id, role, hash, created_at, expires_at)
                values (:id, :tenant, :user, :role, :hash, :created, :expires)
                """)
                .param("id", key.id()).param("tenant", key.tenant()).param("user", key.user()).param("role", key.role().label()).param("hash", hash)
                .param("created", Timestamp.from(key.createdAt())).param("expires", key.expiresAt() == null ? null : Timestamp.from(key.expiresAt()))
                .update();
    }

    /** Of whatever tenant: who calls is known only by the key. */
    public Optional<Stored> find(String id) {
        return jdbc.sql("select " + COLUMNS + ", hash from api_key where id = :id").param("id", id)
                .query((row, n) -> new Stored(key(row), row.getBytes("hash"))).optional();
    }

    /** The newest first, revoked ones too. */
    public List<ApiKey> list(String tenant) {
        return jdbc.sql("select " + COLUMNS + " from api_key where tenant = :tenant order by created_at desc, id").param("tenant", tenant)
                .query((row, n) -> key(row)).list();
    }

    /** Whether there was such a key that was not revoked. */
    public boolean revoke(String tenant, String id, Instant at) {
        return jdbc.sql("update api_key set revoked_at = :at where tenant = :tenant and id = :id and revoked_at is null")
                .param("at", Timestamp.from(at)).param("tenant", tenant).param("id", id).update() == 1;
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(row.getString("id"), row.getString("tenant"), row.getString("user_id"), Role.labelled(row.getString("role")).orElseThrow(),
                row.getTimestamp("created_at").toInstant(), instant(row, "expires_at"), instant(row, "revoked_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
