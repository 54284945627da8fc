package palimpsest.memory.longterm;

import static palimpsest.memory.longterm.DecisionStore.time;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.gate.Turn;

/**
 * LangChain4j's store of chat memories over PostgreSQL. What user and model say is also handed to long-term memory, where the gate
 * judges it; what a window drops stays there. A memory's id is the name of its conversation.
 */
public final class StoredChatMemory implements ChatMemoryStore {

    private final JdbcClient jdbc;
    private final LongTermMemory memory;
    private final String tenant;
    private final String subject;
    private final Clock clock;

    /** @param memory null to store windows only; @param subject whose memory it is */
    public StoredChatMemory(JdbcClient jdbc, LongTermMemory memory, String tenant, String subject, Clock clock) {
        this.jdbc = jdbc;
        this.memory = memory;
        this.tenant = tenant;
        this.subject = subject;
        this.clock = clock;
    }

    private record Window(String messages, long said) {}

    private Optional<Window> window(Object memoryId) {
        return jdbc.sql("select messages, said from memory_chat where tenant = :tenant and memory_id = :id").param("tenant", tenant)
                .param("id", memoryId.toString()).query((row, n) -> new Window(row.getString(1), row.getLong(2))).optional();
    }

    @Override
    public List<ChatMessage> getMessages(Object memoryId) {
        return window(memoryId).map(window -> ChatMessageDeserializer.messagesFromJson(window.messages())).orElseGet(List::of);
    }

    @Override
    public void updateMessages(Object memoryId, List<ChatMessage> messages) {
        Optional<Window> before = window(memoryId);
        List<ChatMessage> known = before.map(window -> ChatMessageDeserializer.messagesFromJson(window.messages())).orElseGet(List::of);
        long said = before.map(Window::said).orElse(0L);
        List<NumberedTurn> turns = turns(messages.subList(kept(known, messages), messages.size()), said);
        if (memory != null && !turns.isEmpty()) {
            // first: dying between the two sends them again under the same numbers
            memory.remember(tenant, subject, memoryId.toString(), turns);
        }
        jdbc.sql("""
                insert into memory_chat (tenant, memory_id, messages, said, updated_at) values (:tenant, :id, :messages, :said, :now)
                on conflict (tenant, memory_id) do update set messages = excluded.messages, said = excluded.said, updated_at = excluded.updated_at
                """).param("tenant", tenant).param("id", memoryId.toString()).param("messages", ChatMessageSerializer.messagesToJson(messages))
                .param("said", said + turns.size()).param("now", time(clock.instant())).update();
    }

    /** How many of the messages were in the window before: it loses messages at its front and gains some at its end. */
    private static int kept(List<ChatMessage> before, List<ChatMessage> now) {
        List<ChatMessage> old = spoken(before);
        List<ChatMessage> all = spoken(now);
        for (int from = 0; from <= old.size(); from++) {
            List<ChatMessage> rest = old.subList(from, old.size());
            if (rest.size() <= all.size() && all.subList(0, rest.size()).equals(rest)) {
                return position(now, rest.size());
            }
        }
        return now.size();
    }

    private static int position(List<ChatMessage> messages, int spoken) {
        int seen = 0;
        for (int i = 0; i < messages.size(); i++) {
            if (seen == spoken) {
                return i;
            }
            seen += isSpoken(messages.get(i)) ? 1 : 0;
        }
        return messages.size();
    }

    private static List<ChatMessage> spoken(List<ChatMessage> messages) {
        return messages.stream().filter(StoredChatMemory::isSpoken).toList();
    }

    private static boolean isSpoken(ChatMessage message) {
        return switch (message) {
            case UserMessage user -> user.hasSingleText();
            case AiMessage said -> said.text() != null && !said.text().isBlank();
            default -> false;
        };
    }

    private List<NumberedTurn> turns(List<ChatMessage> fresh, long said) {
        var turns = new ArrayList<NumberedTurn>();
        for (ChatMessage message : spoken(fresh)) {
            Turn turn = message instanceof UserMessage user ? new Turn("user", clock.instant(), user.singleText())
                    : new Turn("assistant", clock.instant(), ((AiMessage) message).text());
            turns.add(new NumberedTurn(said + turns.size() + 1, turn));
        }
        return turns;
    }

    /** Empties the window. What long-term memory holds stays until {@link LongTermMemory#forget}. */
    @Override
    public void deleteMessages(Object memoryId) {
        jdbc.sql("update memory_chat set messages = '[]', updated_at = :now where tenant = :tenant and memory_id = :id")
                .param("now", time(clock.instant())).param("tenant", tenant).param("id", memoryId.toString()).update();
    }
}
