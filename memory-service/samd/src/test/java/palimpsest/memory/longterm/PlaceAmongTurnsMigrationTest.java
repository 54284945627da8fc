package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.testing.TestDatabase;

/** V67: turns that were taken in before have places, too. */
class PlaceAmongTurnsMigrationTest {

    private static final String SCHEMA = "before_v67";

    private static Flyway flyway(String target) {
        return Flyway.configure().configuration(Map.of("flyway.postgresql.transactional.lock", "false")).locations("classpath:palimpsest/migration")
                .dataSource(TestDatabase.shared().jdbcUrl(), null, null).defaultSchema(SCHEMA).target(target).load();
    }

    @Test
    void turns_have_the_places_in_which_they_were_said_and_what_was_forgotten_leaves_its_own_empty() {
        flyway("65").migrate();
        try (var source = new HikariDataSource()) {
            source.setJdbcUrl(TestDatabase.shared().jdbcUrl());
            source.setMaximumPoolSize(1);
            source.setConnectionInitSql("set search_path to " + SCHEMA + ", public");
            var jdbc = JdbcClient.create(source);
            said(jdbc, "ann", "harbour", 4, 90, 12);
            said(jdbc, "bob", "harbour", 5, 7);
            said(jdbc, "ann", "chat", 1, 2);
            jdbc.sql("insert into memory_forgotten (tenant, subject, conversation, seq) values ('t', 'ann', 'harbour', 31), ('t', 'ann', 'gone', 1), ('other', 'ann', 'chat', 0)").update();

            flyway("67").migrate();

            assertThat(jdbc.sql("select subject || ' ' || conversation || ' ' || seq || ': ' || turn from memory_decision").query(String.class).list()).containsExactlyInAnyOrder(
                    "ann harbour 4: 1", "ann harbour 12: 2", "ann harbour 90: 4", "bob harbour 5: 1", "bob harbour 7: 2", "ann chat 1: 1", "ann chat 2: 2");
            jdbc.sql("drop schema " + SCHEMA + " cascade").update();
        }
    }

    private static void said(JdbcClient jdbc, String subject, String conversation, long... numbers) {
        for (long seq : numbers) {
            jdbc.sql("""
                    insert into memory_decision (id, tenant, subject, conversation, seq, speaker, said_at, text, gate, outcome, logit, score, kept, reason, decided_at)
                    values (:id, 't', :subject, :conversation, :seq, 'user', now(), 'text', 'fitted', 'KEEP', 0, 1, true, 'because', now())
                    """).param("id", UUID.randomUUID()).param("subject", subject).param("conversation", conversation).param("seq", seq).update();
        }
    }
}
