package palimpsest.memory.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.testing.TestDatabase;

/** V47 on rows of the version before: each keeps what it is and what it refers to. */
class KeysByTenantMigrationTest {

    private final UUID agent = UUID.randomUUID();
    private final UUID conversation = UUID.randomUUID();
    private final UUID run = UUID.randomUUID();
    private final UUID document = UUID.randomUUID();
    private final UUID evolution = UUID.randomUUID();

    private static Flyway flyway(String schema, String target) {
        return Flyway.configure().configuration(Map.of("flyway.postgresql.transactional.lock", "false")).locations("classpath:palimpsest/migration")
                .dataSource(TestDatabase.shared().jdbcUrl(), null, null).defaultSchema(schema).target(target).load();
    }

    private static void in(String schema, Consumer<JdbcClient> work) {
        try (var source = new HikariDataSource()) {
            source.setJdbcUrl(TestDatabase.shared().jdbcUrl());
            source.setMaximumPoolSize(1);
            source.setConnectionInitSql("set search_path to " + schema + ", public");
            var jdbc = JdbcClient.create(source);
            work.accept(jdbc);
            jdbc.sql("drop schema " + schema + " cascade").update();
        }
    }

    @Test
    void rows_keep_what_they_refer_to_and_get_the_tenant_of_that() {
        flyway("before_v47", "46").migrate();
        in("before_v47", jdbc -> {
            before(jdbc);
            flyway("before_v47", "47").migrate();
            after(jdbc);
        });
    }

    private void before(JdbcClient jdbc) {
        List.of("insert into agent (id, tenant, name) values (:agent, 't', 'a')",
                "insert into conversation (id, tenant, agent_id) values (:conversation, 't', :agent)",
                "insert into event (conversation_id, seq, tenant, type, payload) values (:conversation, 1, 't', 'UserSpoke', '{}')",
                "insert into run (id, tenant, conversation_id, agent_id, state) values (:run, 't', :conversation, :agent, 'SUCCEEDED')",
                "insert into run_step (run_id, seq, last_event, epoch) values (:run, 1, 1, 1)",
                "insert into context_checkpoint (conversation_id, tenant, version, seq, state) values (:conversation, 't', '1', 1, '{}')",
                "insert into document (id, tenant, name, source, media_type, sha256, bytes, characters, tokens, tokenizer, token_offsets, text_config, passages, words) "
                        + "values (:document, 't', 'd', 's', 'text/plain', 'x', 1, 1, 1, 'o', '', 'english', 2, 2)",
                "insert into passage (document_id, tenant, seq, char_start, char_end, token_start, token_end, text, lexemes, words) "
                        + "select :document, 't', n, n, n + 1, n, n + 1, 'word', '', 1 from generate_series(0, 1) n",
                "insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding) select id, 'm', document_id, tenant, 3, '[1,2,3]' from passage",
                "insert into passage_link (passage_a, passage_b, run_id, tenant, used_at) select min(id), max(id), :run, 't', now() from passage",
                "insert into verified_item (id, tenant, store, owner, content, content_sha256, document_id, verified_by) values (:run, 't', 'knowledge', 'o', 'c', 'h', :document, 'v')",
                "insert into verified_item (id, tenant, store, owner, content, content_sha256, replaces, verified_by) values (:agent, 't', 'context', 'o', 'c', 'h', :run, 'v')",
                "insert into note_version (tenant, scope, owner, key, version, author, conversation_id, seq) values ('t', 'user', 'u', 'k', 1, 'agent', :conversation, 1)",
                "insert into meta_evolution (id, tenant, status, settings, base_version) values (:evolution, 't', 'done', '{}', 0)",
                "insert into meta_training_case (evolution_id, position, question_id, question, memories, answer, task) values (:evolution, 0, 'q', 'q', '[]', 'a', 't')",
                "insert into meta_evolution_item (evolution_id, key, kind, output) values (:evolution, 'k', 'rollout', 'o')",
                "insert into audit_entry (tenant, method, path, status, outcome) values (null, 'GET', '/api', 401, 'refused'), ('t', 'POST', '/api', 200, 'done')")
                .forEach(sql -> jdbc.sql(sql).params(ids()).update());
    }

    private Map<String, UUID> ids() {
        return Map.of("agent", agent, "conversation", conversation, "run", run, "document", document, "evolution", evolution);
    }

    private void after(JdbcClient jdbc) {
        for (String table : List.of("run_step", "meta_training_case", "meta_evolution_item")) {
            assertThat(jdbc.sql("select tenant from " + table).query(String.class).list()).as(table).containsExactly("t");
        }
        assertThat(jdbc.sql("select tenant from audit_entry order by id").query(String.class).list()).containsExactly("", "t");
        assertThatThrownBy(() -> jdbc.sql("update audit_entry set tenant = 'other'").update()).as("entries stand").isInstanceOf(RuntimeException.class);
        assertThat(jdbc.sql("select count(*) from passage_link l join passage a on a.id = l.passage_a join passage_embedding e on e.passage_id = a.id").query(Integer.class).single())
                .isEqualTo(1);
        assertThat(jdbc.sql("select replaces from verified_item where store = 'context'").query(UUID.class).single()).isEqualTo(run);

        assertThatThrownBy(() -> jdbc.sql("insert into conversation (id, tenant, agent_id) values (:conversation, 't', :agent)").params(ids()).update())
                .isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> jdbc.sql("insert into note_version (tenant, scope, owner, key, version, author, conversation_id, seq) "
                + "values ('t', 'user', 'u', 'other', 1, 'agent', :conversation, 1)").params(ids()).update()).as("one note an event").isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> jdbc.sql("insert into conversation (id, tenant, agent_id) values (:run, 'other', :agent)").params(ids()).update())
                .as("an agent of another tenant").isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> jdbc.sql("delete from passage").update()).as("what links and embeddings refer to").isInstanceOf(DataIntegrityViolationException.class);
        jdbc.sql("delete from note_version").update();
        jdbc.sql("delete from event").update();
        jdbc.sql("delete from run_step").update();
        jdbc.sql("delete from run").update();
        jdbc.sql("delete from conversation").update();
        assertThat(jdbc.sql("select count(*) from context_checkpoint").query(Integer.class).single()).as("goes with its conversation").isZero();
    }

    /** Versions of branches that were worked on beside each other do not come in the order of their numbers. */
    @Test
    void a_migration_that_comes_after_one_with_a_higher_number_runs() {
        flyway("out_of_order", "latest").migrate();
        in("out_of_order", jdbc -> {
            jdbc.sql("drop index document_created").update();
            jdbc.sql("delete from flyway_schema_history where version = '19'").update();
            Schema.migrate(TestDatabase.shared().dataSource(), "out_of_order");
            assertThat(jdbc.sql("select to_regclass('document_created') is not null").query(Boolean.class).single()).isTrue();
        });
    }
}
