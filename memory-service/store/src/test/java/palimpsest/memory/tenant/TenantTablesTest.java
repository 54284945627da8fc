package palimpsest.memory.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.jdbc.PgConnection;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.testing.TestDatabase;

/** Row-level security by raw SQL, without the conditions that our own queries have. */
@ExtendWith(TestDatabase.Injected.class)
class TenantTablesTest {

    /** Tables that hold nothing of a tenant, and why. A new one belongs here only when that is true of it, too. */
    private static final Set<String> SHARED = Set.of(
            "flyway_schema_history", // which migrations ran
            "scheduled_tasks");      // ids of runs that are due

    private final TestDatabase database;
    private final TenantDataSource source;
    private final JdbcClient jdbc;
    private String mine;
    private String other;

    TenantTablesTest(TestDatabase database) throws SQLException {
        this.database = database;
        this.source = new TenantDataSource(database.dataSource(), new TenantScope.Nobody());
        this.jdbc = JdbcClient.create(source);
    }

    @BeforeEach
    void two_tenants_with_an_agent_each() {
        mine = database.newTenant();
        other = database.newTenant();
        for (String tenant : List.of(mine, other)) {
            TenantScope.of(tenant, () -> agent(tenant));
        }
    }

    private int agent(String tenant) {
        return jdbc.sql("insert into agent (id, tenant, name) values (:id, :tenant, 'an agent')").param("id", UUID.randomUUID()).param("tenant", tenant).update();
    }

    private List<String> seen() {
        return jdbc.sql("select tenant from agent").query(String.class).list();
    }

    @Test
    void every_table_with_data_of_tenants_is_protected_also_from_its_owner() {
        List<String> unprotected = database.jdbc().sql("""
                select c.relname from pg_class c
                where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
                  and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'one_tenant'))
                """).query(String.class).list();

        assertThat(unprotected).as("tables without a policy: let their migration end with select protect_tenant_tables(); one that gets none by that needs a "
                + "column tenant or a reference to a table that has one, or holds nothing of a tenant and belongs into SHARED").containsExactlyInAnyOrderElementsOf(SHARED);
    }

    /** What Citus needs to distribute a table by tenant (docs/scaling.md). */
    @Test
    void each_key_holds_the_tenant_and_each_reference_carries_it() {
        List<String> others = database.jdbc().sql("""
                with tables as (
                    select c.oid, c.relname, coalesce((select a.attnum from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant'), 0) as tenant
                    from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace)
                select t.relname from tables t
                where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)
                   or exists (select from pg_index i where i.indrelid = t.oid and i.indisunique and t.tenant <> all (i.indkey::smallint[]))
                   or exists (select from pg_constraint f join tables referred on referred.oid = f.confrelid where f.conrelid = t.oid and f.contype = 'f'
                              and coalesce(f.confkey[array_position(f.conkey, t.tenant)], 0) <> referred.tenant)
                """).query(String.class).list();

        assertThat(others).as("each primary key, unique index and foreign key of a new table needs the tenant").containsExactlyInAnyOrderElementsOf(SHARED);
    }

    @Test
    void the_commands_for_citus_name_every_table_of_tenants_those_that_others_refer_to_first() throws IOException {
        String commands = Files.readString(Path.of("../../deploy/citus.sql")).split("create_distributed_table")[1];
        List<String> documented = Pattern.compile("'(\\w+)'(?=[,\\]])").matcher(commands.substring(commands.indexOf("array["))).results().map(found -> found.group(1)).toList();

        List<String> tables = database.jdbc().sql("select relname from pg_class where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace")
                .query(String.class).list();
        tables.removeAll(SHARED);
        assertThat(documented).containsExactlyInAnyOrderElementsOf(tables);
        database.jdbc().sql("select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace "
                + "and conrelid <> confrelid").query((ResultSet row) -> {
                    assertThat(documented.indexOf(row.getString(2))).as("%s before %s", row.getString(2), row.getString(1)).isLessThan(documented.indexOf(row.getString(1)));
                });
    }

    @Test
    void a_row_of_one_tenant_refers_to_none_of_another() {
        UUID theirs = TenantScope.overAll(() -> database.jdbc().sql("select id from agent where tenant = :tenant").param("tenant", other).query(UUID.class).single());
        TenantScope.of(mine, () -> assertThatThrownBy(() -> jdbc.sql("insert into conversation (id, tenant, agent_id) values (:id, :tenant, :agent)")
                .param("id", UUID.randomUUID()).param("tenant", mine).param("agent", theirs).update()).isInstanceOf(DataIntegrityViolationException.class));
    }

    @Test
    void raw_sql_under_one_tenant_sees_changes_and_makes_nothing_of_another() {
        TenantScope.of(mine, () -> {
            assertThat(seen()).containsExactly(mine);
            assertThat(jdbc.sql("update agent set name = 'taken' where tenant = :other").param("other", other).update()).isZero();
            assertThat(jdbc.sql("delete from agent where tenant = :other").param("other", other).update()).isZero();
            assertThatThrownBy(() -> agent(other)).isInstanceOf(DataAccessException.class).hasStackTraceContaining("row-level security");
            assertThatThrownBy(() -> jdbc.sql("update agent set tenant = :other").param("other", other).update()).isInstanceOf(DataAccessException.class);
        });
        TenantScope.of(other, () -> assertThat(seen()).containsExactly(other));
    }

    @Test
    void whoever_does_not_say_for_whom_sees_nothing_and_background_work_sees_all() {
        assertThat(seen()).isEmpty();
        assertThat(TenantScope.overAll(this::seen)).contains(mine, other);
        assertThat(TenantScope.overAll(() -> agent(database.newTenant()))).isEqualTo(1);
    }

    @Test
    void a_transaction_that_changes_hands_is_told() {
        new TransactionTemplate(new JdbcTransactionManager(source)).executeWithoutResult(status -> {
            TenantScope.of(mine, () -> assertThat(seen()).containsExactly(mine));
            var savepoint = status.createSavepoint();
            TenantScope.of(other, () -> assertThat(seen()).containsExactly(other));
            status.rollbackToSavepoint(savepoint);
            TenantScope.of(mine, () -> assertThat(seen()).containsExactly(mine));
            assertThat(seen()).isEmpty();
        });
    }

    @Test
    void a_connection_that_breaks_in_a_transaction_is_told_as_a_database_that_is_away() {
        var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> TenantScope.of(mine, () -> {
            closeUnderneath();
            seen();
        }))).isInstanceOf(DataAccessResourceFailureException.class).hasMessageContaining("rollback");
    }

    private void closeUnderneath() {
        try {
            DataSourceUtils.getConnection(source).unwrap(PgConnection.class).close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_connection_tells_the_next_borrower_nothing_also_after_a_failure() throws SQLException {
        try (var connection = source.getConnection()) {
            TenantScope.of(mine, () -> assertThatThrownBy(() -> connection.createStatement().execute("select 1 / 0")).isInstanceOf(SQLException.class));
        }
        TenantScope.of(mine, () -> seen());
        try (var raw = database.dataSource().getConnection(); var row = raw.createStatement().executeQuery(
                "select coalesce(current_setting('palimpsest.tenant', true), ''), current_user = session_user")) {
            row.next();
            assertThat(row.getString(1)).isEmpty();
            assertThat(row.getBoolean(2)).isTrue();
        }
        assertThat(seen()).isEmpty();
    }

    @Test
    void many_threads_on_few_connections_each_see_their_own() throws Exception {
        List<Callable<List<String>>> tasks = IntStream.range(0, 120).<Callable<List<String>>>mapToObj(
                n -> () -> n % 3 == 2 ? seen() : TenantScope.call(new TenantScope.One(n % 3 == 0 ? mine : other), this::seen)).toList();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var found = new ArrayList<List<String>>();
            for (Future<List<String>> future : threads.invokeAll(tasks)) {
                found.add(future.get());
            }
            for (int n = 0; n < found.size(); n++) {
                assertThat(found.get(n)).isEqualTo(n % 3 == 0 ? List.of(mine) : n % 3 == 1 ? List.of(other) : List.of());
            }
        }
    }

    @Test
    void what_is_run_outside_of_a_transaction_is_committed_when_it_has_run() throws SQLException {
        try (var connection = source.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            TenantScope.overAll(() -> {
                try (var statement = connection.prepareStatement("update agent set name = 'renamed' where tenant = ?")) {
                    statement.setString(1, mine);
                    return statement.executeUpdate();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(database.jdbc().sql("select name from agent where tenant = :tenant").param("tenant", mine).query(String.class).single()).isEqualTo("renamed");
        }
    }

    @Test
    void statements_of_work_with_a_deadline_have_a_time_limit_and_others_none() throws Exception {
        assertThat(StatementDeadline.within(Duration.ofMillis(2_500), this::limitOfAStatement)).isEqualTo(3);
        assertThat(StatementDeadline.within(Duration.ofMinutes(1), () -> StatementDeadline.within(Duration.ZERO, this::limitOfAStatement))).as("one second at least").isEqualTo(1);
        assertThat(limitOfAStatement()).isZero();
    }

    private int limitOfAStatement() throws SQLException {
        try (var connection = source.getConnection(); var statement = connection.prepareStatement("select 1")) {
            statement.executeQuery();
            return statement.getQueryTimeout();
        }
    }
}
