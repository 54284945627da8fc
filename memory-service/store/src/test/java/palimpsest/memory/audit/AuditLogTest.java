package palimpsest.memory.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.tenant.TenantDataSource;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class AuditLogTest {

    private static final Instant THEN = Instant.parse("2001-01-01T00:00:00Z");

    private final TestDatabase database;
    private final JdbcClient jdbc;
    private final AuditLog log;
    private String tenant;

    AuditLogTest(TestDatabase database) throws SQLException {
        this.database = database;
        this.jdbc = JdbcClient.create(new TenantDataSource(database.dataSource(), new TenantScope.Nobody()));
        this.log = new AuditLog(jdbc);
    }

    @BeforeEach
    void tenant() {
        tenant = database.newTenant();
    }

    private void append(Instant at, String of, String path) {
        log.append(new AuditEntry(0, at, of, of == null ? null : "ann", "key:1", "POST", path, Map.of("id", "7"), 403, AuditEntry.Outcome.of(403)));
    }

    @Test
    void entries_are_read_in_pages_from_the_oldest_or_the_newest_on() {
        for (String path : new String[] {"/a", "/b", "/c"}) {
            append(THEN.plusSeconds(60), tenant, path);
        }
        TenantScope.of(tenant, () -> {
            var first = log.after(tenant, 0, 2);
            assertThat(first).extracting(AuditEntry::path).containsExactly("/a", "/b");
            assertThat(log.after(tenant, first.getLast().id(), 2)).extracting(AuditEntry::path).containsExactly("/c");
            assertThat(log.newest(tenant, 2)).extracting(AuditEntry::path).containsExactly("/b", "/c");
            assertThat(first.getFirst().targets()).containsExactly(Map.entry("id", "7"));
            assertThat(first.getFirst().outcome()).isEqualTo(AuditEntry.Outcome.REFUSED);
        });
    }

    @Test
    void an_entry_without_a_tenant_is_nobodys_and_the_operators() {
        String path = "/nobody/" + tenant;
        append(THEN.plusSeconds(60), null, path);

        String count = "select count(*) from audit_entry where path = :path";
        TenantScope.of(tenant, () -> assertThat(jdbc.sql(count).param("path", path).query(Integer.class).single()).isZero());
        TenantScope.overAll(() -> assertThat(jdbc.sql(count).param("path", path).query(Integer.class).single()).isEqualTo(1));
    }

    @Test
    void an_entry_is_never_changed_and_removed_by_retention_only() {
        append(THEN, tenant, "/old");
        append(THEN.plusSeconds(60), tenant, "/new");

        TenantScope.overAll(() -> assertThatThrownBy(() -> jdbc.sql("update audit_entry set status = 200 where tenant = :t").param("t", tenant).update())
                .isInstanceOf(DataAccessException.class).hasMessageContaining("only appended"));
        TenantScope.of(tenant, () -> assertThatThrownBy(() -> jdbc.sql("delete from audit_entry where tenant = :t").param("t", tenant).update())
                .isInstanceOf(DataAccessException.class).hasMessageContaining("only appended"));
        TenantScope.overAll(() -> assertThat(log.removeBefore(THEN.plusSeconds(1))).isEqualTo(1));
        TenantScope.of(tenant, () -> assertThat(log.newest(tenant, 10)).extracting(AuditEntry::path).containsExactly("/new"));
    }
}
