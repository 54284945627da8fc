package palimpsest.memory.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.log.EventLog.NewEntry;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class PostgresSaidSearchTest {

    private TestDatabase database;
    private SaidSearch search;
    private PostgresEventLog log;
    private String tenant;

    @BeforeEach
    void open(TestDatabase database) {
        this.database = database;
        this.search = new PostgresSaidSearch(database.jdbc());
        this.log = new PostgresEventLog(database.jdbc(), database.transaction());
        this.tenant = database.newTenant();
    }

    private UUID conversation(String... questions) {
        UUID agent = UUID.randomUUID();
        UUID conversation = UUID.randomUUID();
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, ?)").params(agent, tenant, agent.toString()).update();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)").params(conversation, tenant, agent).update();
        long seq = 0;
        for (String question : questions) {
            log.append(tenant, conversation, seq++, List.of(new NewEntry(null, "UserSpoke", "{\"content\":\"" + question + "\"}")));
        }
        return conversation;
    }

    private List<String> found(String query) {
        return search.search(tenant, query, 10).stream().map(LogEntry::payload).toList();
    }

    @Test
    void every_word_must_be_there_and_the_last_may_be_a_beginning() {
        conversation("Who rang the fog bell?\\nThe keeper asks.", "Who oiled the crane?");
        assertThat(found("bell fog")).hasSize(1);
        assertThat(found("who")).hasSize(2);
        assertThat(found("cra")).hasSize(1);
        assertThat(found("keeper")).hasSize(1);
        assertThat(found("The")).as("after a line's end, too").hasSize(2);
        assertThat(found("bell crane")).isEmpty();
    }

    @Test
    void rare_words_are_found_by_their_index_however_much_was_said() {
        UUID conversation = conversation("Where does the zeppelin land?");
        database.jdbc().sql("""
                insert into event (conversation_id, seq, tenant, type, payload, at)
                select cast(:id as uuid), n + 1, :tenant, 'UserSpoke', '{"content":"How high is the tide at quay ' || n || '?"}', now() + n * interval '1 second' from generate_series(1, 20000) n
                """).param("id", conversation).param("tenant", tenant).update();
        database.jdbc().sql("analyze event, conversation").update();

        assertThat(found("zeppelin")).containsExactly("{\"content\":\"Where does the zeppelin land?\"}");
        List<String> newest = found("tide");
        assertThat(newest).hasSize(10).first().asString().contains("quay 20000");
        String plan = String.join("\n", database.jdbc().sql("explain " + PostgresSaidSearch.BY_WORDS).param("tenant", tenant).param("words", "'zeppelin':*").param("limit", 10).query(String.class).list());
        assertThat(plan).contains("event_said").doesNotContain("event_seen");
    }

    @Test
    void scripts_without_spaces_are_found_as_they_are_written_and_signs_mean_nothing() {
        conversation("灯台守の鍵はどこ？", "Is order-4711/b paid?");
        assertThat(found("守の鍵")).hasSize(1);
        assertThat(found("4711/b & !paid | 'x")).isEmpty();
        assertThat(found("order-4711 & paid")).hasSize(1);
        assertThat(found("':* | !")).isEmpty();
    }

    @Test
    void other_kinds_of_entries_deleted_conversations_and_other_tenants_are_left_out() {
        UUID here = conversation("The heron stands.");
        log.append(tenant, here, 1, List.of(new NewEntry(null, "ToolAnswered", "{\"result\":\"heron\"}")));
        assertThat(found("heron")).hasSize(1);
        assertThat(search.search(database.newTenant(), "heron", 10)).isEmpty();
        database.jdbc().sql("update conversation set deleted_at = now() where id = ?").params(here).update();
        assertThat(found("heron")).isEmpty();
    }
}
