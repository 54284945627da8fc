package palimpsest.memory.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class PlannerStatisticsTest {

    private final String table = "Tally " + UUID.randomUUID();
    private final JdbcClient jdbc;
    private final PlannerStatistics statistics;

    PlannerStatisticsTest(TestDatabase database) {
        this.jdbc = database.jdbc();
        this.statistics = PlannerStatistics.of(jdbc, table);
    }

    @BeforeEach
    void create() {
        jdbc.sql("create table \"" + table + "\" (id integer, said text)").update();
    }

    @AfterEach
    void drop() {
        jdbc.sql("drop table \"" + table + "\"").update();
    }

    @Test
    void a_table_is_read_when_it_has_rows_and_again_when_it_has_grown_by_half() {
        assertThat(statistics.collect()).as("an empty table").isEmpty();
        add(400);
        assertThat(statistics.collect()).containsExactly("public.\"" + table + "\"");
        assertThat(rows()).isEqualTo(400);
        add(100);
        assertThat(statistics.collect()).as("a quarter more").isEmpty();
        add(1500);
        assertThat(statistics.collect()).hasSize(1);
        assertThat(rows()).isEqualTo(2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create index on %s (id)", "vacuum %s"})
    void a_table_whose_rows_something_else_counted_is_read_once(String counting) {
        add(400);
        jdbc.sql(counting.formatted("\"" + table + "\"")).update();
        assertThat(rows()).as("counted").isEqualTo(400);
        assertThat(statistics.collect()).hasSize(1);
        assertThat(jdbc.sql("select count(*) from pg_stats where tablename = :table").param("table", table).query(Integer.class).single()).isEqualTo(2);
        assertThat(statistics.collect()).isEmpty();
    }

    @Test
    void a_table_that_lost_all_its_rows_is_not_read_again_and_again() {
        add(400);
        statistics.collect();
        jdbc.sql("delete from \"" + table + "\"").update();
        jdbc.sql("analyze \"" + table + "\"").update();
        assertThat(statistics.collect()).isEmpty();
    }

    @Test
    void tables_that_are_not_asked_for_are_left_alone() {
        add(400);
        PlannerStatistics.of(jdbc, "tally").collect();
        assertThat(rows()).isEqualTo(-1);
    }

    private void add(int rows) {
        jdbc.sql("insert into \"" + table + "\" select n, repeat('lamp ', 60) from generate_series(1, :rows) n").param("rows", rows).update();
    }

    private int rows() {
        return jdbc.sql("select reltuples from pg_class where relname = :table").param("table", table).query(Integer.class).single();
    }
}
