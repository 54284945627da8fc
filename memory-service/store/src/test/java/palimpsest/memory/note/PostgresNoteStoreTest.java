package palimpsest.memory.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.conversation.PostgresConversationStore;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.EventLog.NewEntry;
import palimpsest.memory.log.LogEntry;
import palimpsest.memory.log.PostgresEventLog;
import palimpsest.memory.log.ProjectingEventLog;
import palimpsest.memory.note.NoteVersion.Origin;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class PostgresNoteStoreTest {

    private static final NoteOwner ANNA = new NoteOwner(NoteScope.USER, "anna");

    private final TestDatabase database;
    private final NoteStore notes;
    private final String tenant;

    PostgresNoteStoreTest(TestDatabase database) {
        this.database = database;
        this.notes = new PostgresNoteStore(database.jdbc());
        this.tenant = database.newTenant();
    }

    private NoteVersion write(String key, int base, String content) {
        return notes.append(tenant, ANNA, key, base, "about " + key, content, Origin.PERSON);
    }

    @Test
    void every_version_stays_readable_and_the_latest_is_the_note() {
        write("likes", 0, "tea");
        write("likes", 1, "tea and figs");
        assertThat(notes.latest(tenant, ANNA, "likes")).map(NoteVersion::content).contains("tea and figs");
        assertThat(notes.versions(tenant, ANNA, "likes")).extracting(NoteVersion::version, NoteVersion::content)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, "tea"), org.assertj.core.groups.Tuple.tuple(2, "tea and figs"));
    }

    @Test
    void those_who_have_notes_are_counted_without_what_was_deleted_and_without_other_tenants() {
        write("likes", 0, "tea");
        write("likes", 1, "figs");
        write("home", 0, "Lisbon");
        NoteOwner agent = new NoteOwner(NoteScope.AGENT, "00000000-0000-0000-0000-000000000001");
        notes.append(tenant, agent, "plan", 0, "the plan", "go", Origin.PERSON);
        NoteOwner bert = new NoteOwner(NoteScope.USER, "bert");
        notes.append(tenant, bert, "x", 0, "about x", "x", Origin.PERSON);
        notes.append(tenant, bert, "x", 1, null, null, Origin.PERSON);
        notes.append(database.newTenant(), ANNA, "secret", 0, "s", "s", Origin.PERSON);
        assertThat(notes.holdings(tenant)).extracting(NoteHolding::owner, NoteHolding::notes)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(agent, 1), org.assertj.core.groups.Tuple.tuple(ANNA, 2));
    }

    @Test
    void who_answers_in_a_conversation_comes_with_whether_its_agent_or_its_user_has_notes() {
        var store = new PostgresConversationStore(database.jdbc());
        UUID agent = store.agentNamed(tenant, "reader").id();
        UUID conversation = store.createConversation(tenant, agent, "A talk").id();
        notes.assignUser(tenant, conversation, ANNA.id());
        notes.append(database.newTenant(), ANNA, "likes", 0, "s", "s", Origin.PERSON);
        notes.append(tenant, new NoteOwner(NoteScope.USER, "bert"), "likes", 0, "s", "s", Origin.PERSON);
        notes.append(tenant, new NoteOwner(NoteScope.AGENT, ANNA.id()), "likes", 0, "s", "s", Origin.PERSON);
        assertThat(store.answering(tenant, conversation).orElseThrow().noted()).as("others have").isFalse();
        write("likes", 0, "tea");
        assertThat(store.answering(tenant, conversation).orElseThrow().noted()).isTrue();

        UUID another = store.createConversation(tenant, agent, "A talk").id();
        assertThat(store.answering(tenant, another).orElseThrow().noted()).isFalse();
        notes.append(tenant, new NoteOwner(NoteScope.AGENT, agent.toString()), "plan", 0, "s", "s", Origin.PERSON);
        assertThat(store.answering(tenant, another).orElseThrow().noted()).isTrue();
    }

    @Test
    void a_deleted_note_is_no_longer_listed_and_its_versions_stay() {
        write("b", 0, "stays");
        write("a", 0, "goes");
        notes.append(tenant, ANNA, "a", 1, null, null, Origin.PERSON);
        assertThat(notes.notes(tenant, ANNA)).extracting(NoteVersion::key).containsExactly("b");
        assertThat(notes.latest(tenant, ANNA, "a").orElseThrow().deleted()).isTrue();
        assertThat(notes.versions(tenant, ANNA, "a")).extracting(NoteVersion::content).containsExactly("goes", null);
        assertThat(write("a", 2, "is back").version()).isEqualTo(3);
    }

    @Test
    void a_writer_who_has_not_seen_the_latest_version_is_told_which_it_is() {
        write("likes", 0, "tea");
        write("likes", 1, "figs");
        assertThatExceptionOfType(NoteChangedException.class).isThrownBy(() -> write("likes", 1, "lost"))
                .satisfies(refused -> assertThat(refused.currentVersion()).isEqualTo(2));
        assertThat(notes.versions(tenant, ANNA, "likes")).hasSize(2);
    }

    @Test
    void of_many_writers_at_once_each_loses_no_update_of_another() throws Exception {
        write("count", 0, "0");
        int writers = 4;
        int increments = 10;
        try (var threads = Executors.newFixedThreadPool(writers)) {
            List<Callable<Integer>> work = new ArrayList<>();
            IntStream.range(0, writers).forEach(writer -> work.add(() -> increment(increments)));
            int refused = 0;
            for (var done : threads.invokeAll(work)) {
                refused += done.get();
            }
            assertThat(refused).as("writers met").isPositive();
        }
        NoteVersion last = notes.latest(tenant, ANNA, "count").orElseThrow();
        assertThat(last.content()).isEqualTo(Integer.toString(writers * increments));
        assertThat(last.version()).isEqualTo(writers * increments + 1);
    }

    private int increment(int times) {
        int refused = 0;
        for (int done = 0; done < times; ) {
            NoteVersion seen = notes.latest(tenant, ANNA, "count").orElseThrow();
            try {
                write("count", seen.version(), Integer.toString(Integer.parseInt(seen.content()) + 1));
                done++;
            } catch (NoteChangedException e) {
                refused++;
            }
        }
        return refused;
    }

    @Test
    void owners_and_tenants_see_their_own_notes_only() {
        write("likes", 0, "tea");
        assertThat(notes.notes(tenant, new NoteOwner(NoteScope.USER, "ben"))).isEmpty();
        assertThat(notes.notes(tenant, new NoteOwner(NoteScope.AGENT, "anna"))).isEmpty();
        assertThat(notes.latest(database.newTenant(), ANNA, "likes")).isEmpty();
    }

    @Test
    void a_conversation_is_told_the_notes_of_its_agent_and_then_of_its_user_as_they_are_now() {
        UUID conversation = conversation();
        notes.assignUser(tenant, conversation, "anna");
        NoteOwner agent = notes.owners(tenant, conversation).getFirst();
        write("likes", 0, "tea");
        write("likes", 1, "coffee");
        write("gone", 0, "soon");
        write("gone", 1, null);
        notes.append(tenant, agent, "zeal", 0, "about zeal", "much", Origin.PERSON);
        notes.append(tenant, new NoteOwner(NoteScope.USER, "ben"), "likes", 0, "about likes", "milk", Origin.PERSON);

        assertThat(notes.shared(tenant, conversation)).extracting(NoteVersion::content).containsExactly("much", "coffee");
        assertThat(notes.shared(tenant, conversation)).isEqualTo(notes.owners(tenant, conversation).stream().flatMap(owner -> notes.notes(tenant, owner).stream()).toList());
        assertThat(notes.shared(database.newTenant(), conversation)).isEmpty();
    }

    @Test
    void a_conversation_belongs_to_its_agent_and_its_user() {
        UUID conversation = conversation();
        notes.assignUser(tenant, conversation, "anna");
        assertThat(notes.owners(tenant, conversation)).extracting(NoteOwner::scope).containsExactly(NoteScope.AGENT, NoteScope.USER);
        assertThat(notes.owners(tenant, conversation)).contains(ANNA);
        assertThatThrownBy(() -> notes.owners(database.newTenant(), conversation)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void an_event_and_the_note_that_it_brings_are_written_together_or_not_at_all() {
        UUID conversation = conversation();
        EventLog log = new ProjectingEventLog(new PostgresEventLog(database.jdbc(), database.transaction()), database.transaction(), this::project);
        log.append(tenant, conversation, 0, List.of(new NewEntry(null, "note", "1"), new NewEntry(null, "note", "2")));
        assertThatExceptionOfType(NoteChangedException.class)
                .isThrownBy(() -> log.append(tenant, conversation, 2, List.of(new NewEntry(null, "note", "3"), new NewEntry(null, "note", "3"))));
        assertThat(log.lastSeq(tenant, conversation)).isEqualTo(2);
        assertThat(notes.versions(tenant, ANNA, "shared")).extracting(version -> version.origin().seq()).containsExactly(1L, 2L);
    }

    private void project(String tenant, LogEntry entry) {
        notes.append(tenant, ANNA, "shared", Integer.parseInt(entry.payload()) - 1, "s", "c",
                new Origin("agent", entry.conversationId(), entry.seq(), 1, null));
    }

    private UUID conversation() {
        UUID agent = UUID.randomUUID();
        UUID conversation = UUID.randomUUID();
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(agent, tenant).update();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)").params(conversation, tenant, agent).update();
        return conversation;
    }
}
