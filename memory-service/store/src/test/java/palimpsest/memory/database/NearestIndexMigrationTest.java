package palimpsest.memory.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.testing.TestDatabase;

/** V70 on the indexes of the version before. */
class NearestIndexMigrationTest {

    private static final String SCHEMA = "before_v70";

    private final JdbcClient jdbc = TestDatabase.shared().jdbc();

    private static Flyway flyway(String target) {
        return Flyway.configure().configuration(Map.of("flyway.postgresql.transactional.lock", "false")).locations("classpath:palimpsest/migration")
                .dataSource(TestDatabase.shared().jdbcUrl(), null, null).defaultSchema(SCHEMA).target(target).load();
    }

    private boolean isThere(String index) {
        return jdbc.sql("select to_regclass(:name) is not null").param("name", SCHEMA + "." + index).query(Boolean.class).single();
    }

    private void index(String table, String name, int width) {
        jdbc.sql("create index %3$s_%4$d on %1$s.%2$s using hnsw ((embedding::halfvec(%4$d)) halfvec_cosine_ops) where dimensions = %4$d".formatted(SCHEMA, table, name, width)).update();
    }

    @Test
    void indexes_over_halves_go_where_halves_are_slow_and_all_functions_make_what_the_database_is_quick_with() {
        flyway("69").migrate();
        try {
            index("memory_record", "memory_record_embedding", 384);
            index("passage_embedding", "passage_embedding", 512);
            index("segment", "segment_embedding", 2001);
            flyway("70").migrate();

            boolean kept = !jdbc.sql("select version()").query(String.class).single().contains("emcc");
            assertThat(isThere("memory_record_embedding_384")).isEqualTo(kept);
            assertThat(isThere("passage_embedding_512")).isEqualTo(kept);
            assertThat(isThere("segment_embedding_2001")).as("too wide for vectors").isTrue();
            assertThat(isThere("memory_record_pkey")).isTrue();
            assertThat(jdbc.sql("select count(*) from pg_proc where pronamespace = cast(:schema as regnamespace) and proname like 'index\\_%' and prosrc like '%indexed_as(name, width)%'")
                    .param("schema", SCHEMA).query(Integer.class).single()).as("of passages, segments and records").isEqualTo(3);
        } finally {
            jdbc.sql("drop schema " + SCHEMA + " cascade").update();
        }
    }
}
