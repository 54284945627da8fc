package palimpsest.memory.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.log.EventLog.NewEntry;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class PostgresHistorySearchTest {

    private final HistorySearch search;
    private final PostgresEventLog log;
    private final String tenant;
    private final UUID conversation = UUID.randomUUID();

    PostgresHistorySearchTest(TestDatabase database) {
        this.search = new PostgresHistorySearch(database.jdbc(), "english");
        this.log = new PostgresEventLog(database.jdbc(), database.transaction());
        this.tenant = database.newTenant();
        UUID agent = UUID.randomUUID();
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(agent, tenant).update();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)").params(conversation, tenant, agent).update();
        log.append(tenant, conversation, 0, List.of(
                new NewEntry(null, "answer", "{\"text\":\"Timber grows on the ridge.\\nOakley keeps the lighthouse.\"}"),
                new NewEntry(null, "answer", "{\"text\":\"Nothing grows in the canal; boats \\u0000 pass.\"}"),
                new NewEntry(null, "step", "{\"text\":\"lighthouse\"}"),
                new NewEntry(null, "answer", "{\"text\":\"灯台守の鍵 order-4711/b\"}")));
    }

    private List<Long> found(String query) {
        return search.search(tenant, conversation, List.of("answer"), query, 10).stream().map(LogEntry::seq).toList();
    }

    @Test
    void words_are_found_stemmed_at_line_starts_too_and_in_the_given_types_only() {
        assertThat(found("lighthouses")).containsExactly(1L);
        assertThat(found("Oakley")).containsExactly(1L);
        assertThat(found("who grew timber on the canal?")).containsExactlyInAnyOrder(1L, 2L);
        assertThat(found("volcano")).isEmpty();
    }

    @Test
    void what_is_no_word_is_found_as_it_is_written() {
        assertThat(found("守の鍵")).containsExactly(4L);
        assertThat(found("order-4711/B")).containsExactly(4L);
        assertThat(found("':* & | !")).isEmpty();
    }

    @Test
    void another_tenant_finds_nothing() {
        assertThat(search.search("other", conversation, List.of("answer"), "timber", 10)).isEmpty();
    }

    @Test
    void a_log_is_read_by_type_in_pages() {
        assertThat(log.read(tenant, conversation, List.of("answer"), 1, 1)).extracting(LogEntry::seq).containsExactly(2L);
        assertThat(log.read(tenant, conversation, List.of("answer"), 2, 10)).extracting(LogEntry::seq).containsExactly(4L);
    }
}
