package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.testing.TestDatabase;

/** V15: what runs of all users wrote under one subject is each user's own afterwards. */
class MemoryBySubjectMigrationTest {

    private static final String SCHEMA = "before_v15";

    private final UUID anns = UUID.randomUUID();
    private final UUID bobs = UUID.randomUUID();

    private static Flyway flyway(String target) {
        return Flyway.configure().configuration(Map.of("flyway.postgresql.transactional.lock", "false")).locations("classpath:palimpsest/migration")
                .dataSource(TestDatabase.shared().jdbcUrl(), null, null).defaultSchema(SCHEMA).target(target).load();
    }

    @Test
    void turns_records_and_clusters_of_runs_go_to_the_users_of_their_conversations() {
        flyway("14").migrate();
        try (var source = new HikariDataSource()) {
            source.setJdbcUrl(TestDatabase.shared().jdbcUrl());
            source.setMaximumPoolSize(1);
            source.setConnectionInitSql("set search_path to " + SCHEMA + ", public");
            var jdbc = JdbcClient.create(source);
            before(jdbc);
            flyway("15").migrate();
            after(jdbc);
            jdbc.sql("drop schema " + SCHEMA + " cascade").update();
        }
    }

    private void before(JdbcClient jdbc) {
        UUID agent = UUID.randomUUID();
        jdbc.sql("insert into agent (id, tenant, name) values (:id, 't', 'default')").param("id", agent).update();
        for (var one : Map.of(anns, "ann", bobs, "bob").entrySet()) {
            jdbc.sql("insert into conversation (id, tenant, agent_id, user_id) values (:id, 't', :agent, :user)").param("id", one.getKey()).param("agent", agent)
                    .param("user", one.getValue()).update();
            jdbc.sql("insert into event (conversation_id, seq, tenant, type, payload) values (:id, 1, 't', 'UserSpoke', '{}')").param("id", one.getKey()).update();
        }
        jdbc.sql("""
                insert into memory_cluster (id, tenant, subject, act, centroid, size, fit_offset, rule, rule_size)
                values ('k', 't', 'user', 'STATEMENT', array[1.0]::real[], 3, 0.5, 'keep what Ann says', 2)
                """).update();
        UUID ann = decision(jdbc, "user", anns.toString());
        UUID bob = decision(jdbc, "user", bobs.toString());
        UUID other = decision(jdbc, "user", "sent by an application");
        record(jdbc, "I like tea.", null, List.of(ann, bob, other));
        UUID replacing = record(jdbc, "I live in Hamburg.", null, List.of(bob));
        record(jdbc, "I live in Berlin.", replacing, List.of(ann));
        for (String chat : List.of(anns.toString(), "nobody knows whose")) {
            jdbc.sql("insert into memory_chat (tenant, memory_id, messages, said, updated_at) values ('t', :id, '[]', 0, now())").param("id", chat).update();
        }
        jdbc.sql("insert into memory_forgotten (tenant, conversation, seq) values ('t', 'c', 7)").update();
    }

    private static UUID decision(JdbcClient jdbc, String subject, String conversation) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into memory_decision (id, tenant, subject, conversation, seq, speaker, said_at, text, gate, logit, score, kept, reason, cluster_id, decided_at)
                values (:id, 't', :subject, :conversation, 1, 'user', now(), 'text', 'fitted', 0, 1, true, 'because', 'k', now())
                """).param("id", id).param("subject", subject).param("conversation", conversation).update();
        return id;
    }

    private static UUID record(JdbcClient jdbc, String text, UUID replacedBy, List<UUID> decisions) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into memory_record (id, tenant, subject, kind, text, text_key, standing, confidence, valid_from, learned_at, retired_at, replaced_by, times,
                                           lexemes, words)
                values (:id, 't', 'user', 'UTTERANCE', :text, :text, 'STATED', 1, now(), now(), case when cast(:by as uuid) is null then null else now() end, :by,
                        '[]', '', 3)
                """).param("id", id).param("text", text).param("by", replacedBy).update();
        decisions.forEach(decision -> jdbc.sql("insert into memory_source (record_id, decision_id, tenant, char_start, char_end) values (:r, :d, 't', 0, 4)")
                .param("r", id).param("d", decision).update());
        return id;
    }

    private void after(JdbcClient jdbc) {
        assertThat(texts(jdbc, "ann")).containsExactlyInAnyOrder("I like tea.", "I live in Berlin.");
        assertThat(texts(jdbc, "bob")).containsExactlyInAnyOrder("I like tea.", "I live in Hamburg.");
        assertThat(texts(jdbc, "user")).containsExactly("I like tea.");
        assertThat(jdbc.sql("""
                select count(*) from memory_source s join memory_record r on r.id = s.record_id join memory_decision d on d.id = s.decision_id
                where d.subject <> r.subject
                """).query(Integer.class).single()).as("records of turns of others").isZero();
        assertThat(jdbc.sql("select count(*) from memory_record where retired_at is not null").query(Integer.class).single()).as("what Bob's words had replaced").isZero();
        assertThat(jdbc.sql("select subject || ' ' || size || ' ' || coalesce(rule, 'no rule') from memory_cluster").query(String.class).list())
                .containsExactlyInAnyOrder("ann 1 no rule", "bob 1 no rule", "user 1 no rule");
        assertThat(jdbc.sql("select subject from memory_chat order by subject").query(String.class).list()).containsExactly("", "ann");
        assertThat(jdbc.sql("select subject from memory_forgotten").query(String.class).list()).containsExactly("");
    }

    private static List<String> texts(JdbcClient jdbc, String subject) {
        return jdbc.sql("select text from memory_record where subject = :subject").param("subject", subject).query(String.class).list();
    }
}
