package palimpsest.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.log.PostgresEventLog;
import palimpsest.memory.log.ProjectingEventLog;
import palimpsest.memory.longterm.ConversationCursor;
import palimpsest.memory.longterm.Forget;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.note.NoteForgottenException;
import palimpsest.memory.note.NoteOwner;
import palimpsest.memory.note.NoteScope;
import palimpsest.memory.note.NoteVersion;
import palimpsest.memory.note.PostgresNoteStore;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.LastingNoteProjection;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.NoteEvent.LastingNoteWritten;
import palimpsest.runtime.event.RecordedEvent;

/** A run that was at work when its user was forgotten notes nothing of that user. */
class NotesOfForgottenTest {

    private final TestDatabase database = TestDatabase.shared();
    private final String tenant = database.newTenant();
    private final PostgresNoteStore notes = new PostgresNoteStore(database.jdbc());
    private final ConversationLog log = new ConversationLog(new ProjectingEventLog(new PostgresEventLog(database.jdbc(), database.transaction()), database.transaction(),
            new LastingNoteProjection(notes, new ConversationCursor(database.jdbc()), new EventCodec())), new EventCodec(), new EventFeed());
    private final LongTermMemory memory = new LongTermMemory(database.jdbc(), database.transaction(), null, null,
            new LongTermMemory.Settings(GateProfile.shipped(), null, BaselineGates.everything(), "english"), Clock.systemUTC());

    private UUID conversation(String user) {
        UUID id = UUID.randomUUID();
        database.jdbc().sql("insert into agent (id, tenant, name) values (:id, :tenant, cast(:id as text))").param("id", id).param("tenant", tenant).update();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id, user_id) values (:id, :tenant, :id, :user)").param("id", id).param("tenant", tenant).param("user", user).update();
        return id;
    }

    private RecordedEvent asked(UUID conversation, long lastSeq) {
        return log.append(tenant, conversation, UUID.randomUUID(), lastSeq, List.of(new UserSpoke("Note that I fear heights."))).getLast();
    }

    private void writes(RecordedEvent asked, String key, String owner) {
        log.append(tenant, asked.conversationId(), asked.runId(), asked.seq(), List.of(new LastingNoteWritten(key, owner, 1, "fears", "Fears heights.", 3)));
    }

    private List<String> of(NoteScope scope, String owner) {
        return notes.notes(tenant, new NoteOwner(scope, owner)).stream().map(NoteVersion::key).toList();
    }

    @Test
    void a_note_of_a_user_is_not_written_once_what_the_run_was_asked_is_forgotten() {
        RecordedEvent ofCleo = asked(conversation("cleo"), 0);
        RecordedEvent ofDan = asked(conversation("dan"), 0);
        RecordedEvent again = asked(conversation("cleo"), 0);
        memory.forget(tenant, new Forget("cleo", null, List.of(), null), "cleo");

        assertThatExceptionOfType(NoteForgottenException.class).isThrownBy(() -> writes(ofCleo, "user/fears", "cleo")).withMessageContaining("user/fears");
        writes(ofDan, "user/fears", "dan");
        writes(again, "agent/habits", "reader");

        assertThat(of(NoteScope.USER, "cleo")).isEmpty();
        assertThat(log.read(tenant, ofCleo.conversationId(), 0)).as("neither note nor event").hasSize(1);
        assertThat(of(NoteScope.USER, "dan")).containsExactly("fears");
        assertThat(of(NoteScope.AGENT, "reader")).containsExactly("habits");

        writes(asked(ofCleo.conversationId(), ofCleo.seq()), "user/fears", "cleo");
        assertThat(of(NoteScope.USER, "cleo")).as("what is asked afterwards").containsExactly("fears");
    }
}
