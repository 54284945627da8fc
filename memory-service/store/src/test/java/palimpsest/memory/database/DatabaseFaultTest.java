package palimpsest.memory.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class DatabaseFaultTest {

    private static final String TOO_LONG_FOR_AN_INDEX = Stream.generate(UUID::randomUUID).limit(1000).map(UUID::toString).reduce("", String::concat);
    /** Nothing listens on the port of discarded data. */
    private static final SimpleDriverDataSource NOWHERE = new SimpleDriverDataSource(new org.postgresql.Driver(), "jdbc:postgresql://127.0.0.1:9/none");

    private final TestDatabase database;
    private final String tenant;

    DatabaseFaultTest(TestDatabase database) {
        this.database = database;
        this.tenant = database.newTenant();
    }

    @TestFactory
    Stream<DynamicTest> what_the_database_refuses_is_told_apart_by_kind() {
        UUID agent = agent(UUID.randomUUID(), "reader");
        Map<String, Runnable> unstorable = Map.of("U+0000", () -> agent(UUID.randomUUID(), "a\u0000b"),
                "a text too long for its index", () -> agent(UUID.randomUUID(), TOO_LONG_FOR_AN_INDEX),
                "a number out of range", () -> sql("select cast('99999999999' as integer)"),
                "a time out of range", () -> sql("select timestamptz '999999-01-01' + interval '1 year'"));
        Map<String, Runnable> conflicts = Map.of("a row that is there", () -> agent(agent, "other"),
                "a name that is taken", () -> agent(UUID.randomUUID(), "reader"),
                "a row that is gone", () -> database.jdbc().sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)")
                        .params(UUID.randomUUID(), tenant, UUID.randomUUID()).update());
        Map<String, Runnable> defects = Map.of("no such table", () -> sql("select * from nothing_of_that_name"), "a missing value",
                () -> database.jdbc().sql("insert into agent (id, tenant) values (?, ?)").params(UUID.randomUUID(), tenant).update());
        Map<String, Runnable> unavailable = Map.of("nobody listens", () -> JdbcClient.create(NOWHERE).sql("select 1").query().singleRow(),
                "no transaction can begin", () -> new TransactionTemplate(new DataSourceTransactionManager(NOWHERE)).execute(status -> null));
        return Stream.of(tests(unstorable, DatabaseFault.UNSTORABLE), tests(conflicts, DatabaseFault.CONFLICT), tests(defects, DatabaseFault.DEFECT),
                tests(unavailable, DatabaseFault.UNAVAILABLE)).flatMap(tests -> tests);
    }

    private static Stream<DynamicTest> tests(Map<String, Runnable> refused, DatabaseFault expected) {
        return refused.entrySet().stream().map(one -> DynamicTest.dynamicTest(one.getKey(),
                () -> assertThat(DatabaseFault.of(catchThrowable(one.getValue()::run))).isEqualTo(expected)));
    }

    @Test
    void other_exceptions_are_told_by_their_type_or_the_state_in_their_cause() {
        assertThat(DatabaseFault.of(new QueryTimeoutException("late"))).isEqualTo(DatabaseFault.UNAVAILABLE);
        assertThat(DatabaseFault.of(new UncategorizedSQLException("work", "select 1", new SQLException("the server stops", "57P01"))))
                .isEqualTo(DatabaseFault.UNAVAILABLE);
        assertThat(DatabaseFault.of(new TransactionSystemException("JDBC rollback failed", new SQLException("Connection is closed")))).as("a connection that broke in a transaction")
                .isEqualTo(DatabaseFault.UNAVAILABLE);
        assertThat(DatabaseFault.of(new TransactionSystemException("JDBC commit failed", new SQLException("taken", "23505")))).isEqualTo(DatabaseFault.CONFLICT);
        assertThat(DatabaseFault.of(new IllegalStateException("other"))).isEqualTo(DatabaseFault.DEFECT);
    }

    private UUID agent(UUID id, String name) {
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, ?)").params(id, tenant, name).update();
        return id;
    }

    private void sql(String statement) {
        database.jdbc().sql(statement).query().listOfRows();
    }
}
