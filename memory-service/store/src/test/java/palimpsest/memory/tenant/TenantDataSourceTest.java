package palimpsest.memory.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class TenantDataSourceTest {

    private static final String WHO = "select current_setting('palimpsest.tenant', true)";
    private static final String NAMES = "select name from agent order by name";

    private final TestDatabase database;
    private SingleConnectionDataSource pool;
    private TenantDataSource source;
    private JdbcTemplate jdbc;
    private TransactionTemplate transaction;
    private String tenant;

    TenantDataSourceTest(TestDatabase database) {
        this.database = database;
    }

    /** One connection, so that each borrower gets what the last one left. */
    @BeforeEach
    void connect() throws SQLException {
        String url = database.jdbcUrl();
        pool = new SingleConnectionDataSource(url + (url.contains("?") ? "&" : "?") + "socketFactory=" + CountedSockets.class.getName(), true);
        source = new TenantDataSource(pool, new TenantScope.Nobody());
        jdbc = new JdbcTemplate(source);
        transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        tenant = database.newTenant();
    }

    @AfterEach
    void close() {
        pool.destroy();
    }

    private int add(String name) {
        return jdbc.update("insert into agent (id, tenant, name) values (?, ?, ?)", UUID.randomUUID(), tenant, name);
    }

    private List<String> names() {
        return JdbcClient.create(jdbc).sql(NAMES).query(String.class).list();
    }

    @Test
    void what_is_run_outside_of_a_transaction_works_for_its_tenant_and_leaves_nothing() throws SQLException {
        TenantScope.of(tenant, () -> {
            assertThat(add("reader")).isEqualTo(1);
            assertThat(jdbc.queryForObject(WHO, String.class)).isEqualTo(tenant);
            assertThat(names()).containsExactly("reader");
            assertThat(jdbc.update("update agent set name = 'writer' where name = ?", "reader")).isEqualTo(1);
            assertThat(jdbc.update("update agent set name = 'writer' where name = ?", "reader")).isZero();
            assertThat(jdbc.queryForList("delete from agent where name = ? returning name", String.class, "writer")).containsExactly("writer");
        });
        add(TenantScope.current());
        assertThat(new JdbcTemplate(pool).queryForObject("select coalesce(current_setting('palimpsest.tenant', true), '')", String.class)).isEmpty();
        assertThat(new JdbcTemplate(pool).queryForObject("select current_user = session_user", Boolean.class)).isTrue();
    }

    /** Nobody may. */
    private void add(TenantScope none) {
        assertThat(none).isNull();
        assertThatThrownBy(() -> add("reader")).isInstanceOf(DataAccessException.class).hasRootCauseMessage("ERROR: new row violates row-level security policy for table \"agent\"");
    }

    @Test
    void it_is_one_message_to_the_server_outside_of_a_transaction_and_none_more_within() {
        TenantScope.of(tenant, () -> {
            CountedSockets.SENT.set(0);
            names();
            assertThat(CountedSockets.SENT).hasValue(1);

            CountedSockets.SENT.set(0);
            transaction.executeWithoutResult(status -> {
                names();
                add("reader");
            });
            // Two statements and the commit.
            assertThat(CountedSockets.SENT).hasValue(3);
        });
    }

    @Test
    void a_transaction_is_told_again_when_its_scope_changes() {
        String other = database.newTenant();
        transaction.executeWithoutResult(status -> {
            TenantScope.of(tenant, () -> {
                add("reader");
                add("writer");
                assertThat(names()).containsExactly("reader", "writer");
            });
            TenantScope.of(other, () -> assertThat(names()).isEmpty());
            assertThat(names()).isEmpty();
            TenantScope.of(tenant, () -> assertThat(names()).hasSize(2));
            TenantScope.overAll(() -> assertThat(jdbc.queryForObject("select count(*) from agent where tenant = ?", Integer.class, tenant)).isEqualTo(2));
            status.setRollbackOnly();
        });
        TenantScope.of(tenant, () -> assertThat(names()).isEmpty());
    }

    @Test
    void what_was_said_after_a_savepoint_is_said_again() throws SQLException {
        TenantScope.of(tenant, () -> transaction.executeWithoutResult(status -> {
            Object savepoint = status.createSavepoint();
            add("reader");
            assertThatThrownBy(() -> add("reader".repeat(2) + '\0')).isInstanceOf(DataAccessException.class);
            status.rollbackToSavepoint(savepoint);
            add("writer");
        }));
        TenantScope.of(tenant, () -> assertThat(names()).containsExactly("writer"));
    }

    @Test
    void a_statement_that_fails_leaves_nothing() {
        TenantScope.of(tenant, () -> {
            assertThatThrownBy(() -> jdbc.queryForList("select 1 / ?", Integer.class, 0)).isInstanceOf(DataAccessException.class).hasMessageContaining("division by zero");
            assertThatThrownBy(() -> jdbc.update("select name from agent where name = ?", "reader")).isInstanceOf(DataAccessException.class);
            assertThatThrownBy(() -> jdbc.queryForList("update agent set name = name where name = ?", String.class, "reader")).isInstanceOf(DataAccessException.class);
            assertThat(names()).isEmpty();
        });
        assertThat(names()).isEmpty();
    }

    @Test
    void batches_and_cursors_and_generated_keys_work_for_the_tenant() {
        TenantScope.of(tenant, () -> {
            assertThat(jdbc.batchUpdate("insert into agent (id, tenant, name) values (?, ?, ?)",
                    List.of(new Object[] {UUID.randomUUID(), tenant, "a"}, new Object[] {UUID.randomUUID(), tenant, "b"}))).hasSize(2);
            transaction.executeWithoutResult(status -> {
                var inPages = new JdbcTemplate(source);
                inPages.setFetchSize(1);
                assertThat(inPages.queryForList(NAMES, String.class)).containsExactly("a", "b");
                inPages.setMaxRows(1);
                assertThat(inPages.queryForList(NAMES, String.class)).containsExactly("a");
            });
            var most = new JdbcTemplate(source);
            most.setMaxRows(1);
            assertThat(most.queryForList(NAMES, String.class)).containsExactly("a");
            assertThat(jdbc.<String>execute((Connection connection) -> {
                try (PreparedStatement statement = connection.prepareStatement("update agent set name = 'c' where name = ?", new String[] {"name"})) {
                    statement.setString(1, "b");
                    statement.executeUpdate();
                    try (ResultSet keys = statement.getGeneratedKeys()) {
                        return keys.next() ? keys.getString(1) : null;
                    }
                }
            })).isEqualTo("c");
        });
    }

    @Test
    void a_statement_is_used_again_with_what_it_was_given() {
        TenantScope.of(tenant, () -> {
            add("a");
            add("b");
            jdbc.execute((Connection connection) -> {
                try (PreparedStatement statement = connection.prepareStatement("select name from agent where name = ?")) {
                    for (String name : new String[] {"a", "b", "c"}) {
                        statement.setString(1, name);
                        assertThat(statement.execute()).isTrue();
                        try (ResultSet rows = statement.getResultSet()) {
                            assertThat(rows.next()).isEqualTo(!name.equals("c"));
                            assertThat(statement.getMoreResults()).isFalse();
                        }
                    }
                    // Told by the driver for one statement only: with what was given before.
                    statement.setString(1, "b");
                    assertThat(statement.getMetaData().getColumnName(1)).isEqualTo("name");
                    try (ResultSet rows = statement.executeQuery()) {
                        assertThat(rows.next()).isTrue();
                        assertThat(rows.getString(1)).isEqualTo("b");
                    }
                }
                return null;
            });
        });
    }

    @Test
    void many_tenants_use_one_kept_statement() {
        for (int i = 0; i < 12; i++) {
            String each = database.newTenant();
            TenantScope.of(each, () -> {
                JdbcClient.create(source).sql("insert into agent (id, tenant, name) values (:id, :tenant, 'reader')").param("id", UUID.randomUUID()).param("tenant", each).update();
                assertThat(jdbc.queryForList("select tenant from agent", String.class)).containsExactly(each);
            });
        }
    }

    /** Counts what is sent: each message, or several at once, after which the driver waits for an answer. */
    public static final class CountedSockets extends SocketFactory {

        static final AtomicInteger SENT = new AtomicInteger();

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public OutputStream getOutputStream() throws IOException {
                    return new FilterOutputStream(super.getOutputStream()) {
                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            out.write(bytes, offset, length);
                        }

                        @Override
                        public void flush() throws IOException {
                            SENT.incrementAndGet();
                            out.flush();
                        }
                    };
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return new Socket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return new Socket(host, port, local, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return new Socket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return new Socket(host, port, local, localPort);
        }
    }
}
