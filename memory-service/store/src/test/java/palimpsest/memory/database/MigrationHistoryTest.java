package palimpsest.memory.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.testing.TestDatabase;

/** Against histories that Flyway itself wrote. */
class MigrationHistoryTest {

    private static final String SCHEMA = "Read \"without\" Flyway";
    private static final String QUOTED = "\"Read \"\"without\"\" Flyway\"";
    private static final String HISTORY = QUOTED + ".flyway_schema_history";

    private final TestDatabase database = TestDatabase.shared();
    private final JdbcClient jdbc = JdbcClient.create(database.dataSource());

    @BeforeEach
    void migrated_by_flyway() {
        jdbc.sql("create schema " + QUOTED).update();
        jdbc.sql("create table " + HISTORY + " (like flyway_schema_history including all)").update();
        jdbc.sql("insert into " + HISTORY + " select * from flyway_schema_history").update();
        assertThat(current()).isTrue();
    }

    @AfterEach
    void removed() {
        jdbc.sql("drop schema " + QUOTED + " cascade").update();
    }

    private boolean current() {
        return MigrationHistory.isCurrent(database.dataSource(), SCHEMA, "palimpsest/migration");
    }

    private void changed(String statement) {
        assertThat(jdbc.sql(statement.formatted(HISTORY)).update()).isEqualTo(1);
    }

    @Test
    void the_first_schema_of_the_connection_is_read_where_none_is_named() {
        assertThat(MigrationHistory.isCurrent(database.dataSource(), null, "palimpsest/migration")).isTrue();
        assertThat(MigrationHistory.isCurrent(database.dataSource(), "none of this name", "palimpsest/migration")).isFalse();
        assertThat(MigrationHistory.isCurrent(database.dataSource(), null, "no/such/folder")).isFalse();
    }

    @Test
    void that_flyway_made_the_schema_does_not_count() {
        changed("insert into %s select 0, null, '<< Flyway Schema Creation >>', 'SCHEMA', 'x', null, 'postgres', now(), 0, true");

        assertThat(current()).isTrue();
    }

    @Test
    void a_migration_that_did_not_run_is_left_to_flyway() {
        changed("delete from %s where version = '41'");

        assertThat(current()).isFalse();
    }

    @Test
    void a_failed_one_too() {
        changed("update %s set success = false where version = '69'");

        assertThat(current()).isFalse();
    }

    @Test
    void one_with_other_contents_is_refused_in_flyways_words() {
        changed("update %s set checksum = checksum + 1 where version = '12'");

        assertThat(current()).isFalse();
        assertThatExceptionOfType(FlywayException.class).isThrownBy(() -> Schema.migrate(database.dataSource(), SCHEMA)).withMessageContaining("checksum mismatch for migration version 12");
    }

    @Test
    void the_schema_of_a_newer_version_is_left_to_flyway() {
        changed("insert into %s select 9999, '9999', 'later', 'SQL', 'V9999__later.sql', 7, 'postgres', now(), 1, true");

        assertThat(current()).isFalse();
    }

    @Test
    void nothing_is_stored_where_all_ran() {
        Schema.migrate(database.dataSource(), SCHEMA);

        assertThat(jdbc.sql("select count(*) from pg_class where relnamespace = (select oid from pg_namespace where nspname = ?)").param(SCHEMA).query(Integer.class).single())
                .as("the history with its two indexes").isEqualTo(3);
    }
}
