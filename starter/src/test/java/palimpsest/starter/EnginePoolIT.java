package palimpsest.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.testing.TestDatabase;

/** What the engine's connections take over from the application's pool, and what not. */
class EnginePoolIT {

    /** Of an embedded database all connections share one session. */
    @AfterEach
    void the_session_is_as_it_was() {
        JdbcClient.create(TestDatabase.shared().dataSource()).sql("reset search_path").update();
    }

    @ParameterizedTest
    @ValueSource(strings = {"harbor_host", "harbor", "\"harbor\", public", "public", ""})
    void the_schema_of_the_engine_comes_first_whatever_the_application_searches(String path) throws Exception {
        var config = new HikariConfig();
        config.setJdbcUrl(TestDatabase.shared().jdbcUrl());
        config.setConnectionInitSql("select set_config('search_path', '" + path + "', false);");
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        config.setMaximumPoolSize(1);
        try (var application = new HikariDataSource(config); var engine = EnginePool.open(application, "harbor", 1)) {
            JdbcClient jdbc = JdbcClient.create(engine);
            assertThat(jdbc.sql("select replace(split_part(current_setting('search_path'), ',', 1), '\"', '')").query(String.class).single()).isEqualTo("harbor");
            assertThat(jdbc.sql("select current_setting('transaction_isolation')").query(String.class).single()).isEqualTo("read committed");
        }
    }
}
