package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.gate.Turn;

/** What a conversation is told of the user's other conversations, and whose text that counts as. */
class UserMemoryTest {

    private final Remembering here = Remembering.everything();
    private final ConversationCursor conversations = new ConversationCursor(here.database.jdbc());
    private final UserMemory memory = new UserMemory(here.memory, conversations);
    private final UUID asking = conversation();

    @Test
    void what_the_agent_said_is_its_own_where_no_text_of_others_had_entered() {
        answered("The quay of Cuxhaven is closed.", "{\"outsideText\": false}");
        answered("The quay of Bremen is closed.", "{\"outsideText\": true}");
        answered("The quay of Emden is closed.", "{\"outsideText\": null}");
        answered("The quay of Husum is closed.", "{}");
        here.say("minutes.txt", 1, Turn.ASSISTANT, "The quay of Norden is closed.");

        List<MemoryItem> found = memory.recall(here.tenant, asking, new UserMemory.Query("quay closed", null, null, null, 10));

        assertThat(found).hasSize(5);
        assertThat(found).filteredOn(MemoryItem::own).extracting(MemoryItem::text).containsExactly("The quay of Cuxhaven is closed.");
    }

    private void answered(String answer, String event) {
        UUID conversation = conversation();
        here.database.jdbc().sql("insert into event (conversation_id, seq, tenant, type, payload) values (:conversation, 14, :tenant, 'RunFinished', :event)")
                .param("conversation", conversation).param("tenant", here.tenant).param("event", event).update();
        here.say(conversation.toString(), 14, Turn.ASSISTANT, answer);
    }

    /** Of the user whose memory it is. */
    private UUID conversation() {
        UUID agent = UUID.randomUUID();
        here.database.jdbc().sql("insert into agent (id, tenant, name) values (:agent, :tenant, :name)").param("agent", agent).param("tenant", here.tenant)
                .param("name", agent.toString()).update();
        UUID id = UUID.randomUUID();
        here.database.jdbc().sql("insert into conversation (id, tenant, agent_id, user_id) values (:id, :tenant, :agent, 'ann')").param("id", id).param("tenant", here.tenant)
                .param("agent", agent).update();
        return id;
    }
}
