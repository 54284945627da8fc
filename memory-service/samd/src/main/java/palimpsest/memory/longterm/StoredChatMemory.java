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
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.text.StorableText;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * LangChain4j's store of chat memories over PostgreSQL, of one subject. What user and model say is also handed to long-term memory, where
 * the gate judges it; what a window drops stays there. A memory's id is the name of its conversation.
 *
 * <p>Threads and processes may write to one window at once: no message is lost. Characters of messages that the database can't hold (U+0000, lone
 * surrogates) become U+FFFD, and the log says how many.
 */
public final class StoredChatMemory implements ChatMemoryStore {

    private static final Logger log = LoggerFactory.getLogger(StoredChatMemory.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final LongTermMemory memory;
    private final String tenant;
    private final String subject;
    private final Clock clock;
    private final ThreadLocal<Read> read = new ThreadLocal<>();

    /**
     * @param memory  null to store windows only
     * @param subject whose memory it is: others' windows of the same id are not seen
     * @throws IllegalArgumentException when the database can't hold the name of tenant or subject, as each method does for a memory's id
     */
    public StoredChatMemory(JdbcClient jdbc, TransactionTemplate transaction, LongTermMemory memory, String tenant, String subject, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.memory = memory;
        this.tenant = StorableText.required("tenant", tenant);
        this.subject = StorableText.required("subject", subject);
        this.clock = clock;
    }

    /** The window that a thread has read last: what it writes next was made from it. */
    private record Read(String id, List<ChatMessage> messages) {}

    /** @param pending turns that long-term memory has not taken in; @param said turns handed on or pending so far */
    private record Window(List<ChatMessage> messages, List<NumberedTurn> pending, long said) {}

    @Override
    public List<ChatMessage> getMessages(Object memoryId) {
        String id = id(memoryId);
        List<ChatMessage> messages = jdbc.sql("select messages from memory_chat where tenant = :tenant and subject = :subject and memory_id = :id")
                .param("tenant", tenant).param("subject", subject).param("id", id).query(String.class).optional()
                .map(ChatMessageDeserializer::messagesFromJson).orElseGet(List::of);
        read.set(new Read(id, List.copyOf(messages)));
        return messages;
    }

    @Override
    public void updateMessages(Object memoryId, List<ChatMessage> given) {
        String id = id(memoryId);
        List<ChatMessage> messages = storable(id, given);
        Read last = read.get();
        List<ChatMessage> from = last != null && last.id().equals(id) ? last.messages() : null;
        Window stored = change(id, before -> {
            List<ChatMessage> fresh = ChatWindow.added(ChatWindow.spoken(before.messages()), ChatWindow.spoken(messages));
            var pending = new ArrayList<>(before.pending());
            if (memory != null) {
                for (int i = 0; i < fresh.size(); i++) {
                    pending.add(new NumberedTurn(before.said() + i + 1, turn(fresh.get(i))));
                }
            }
            return new Window(ChatWindow.merged(from, before.messages(), messages), pending, before.said() + fresh.size());
        });
        read.remove();
        handOn(id, stored.pending());
    }

    private static String id(Object memoryId) {
        return StorableText.required("memoryId", memoryId.toString());
    }

    private static List<ChatMessage> storable(String id, List<ChatMessage> messages) {
        StorableText json = StorableText.cleanJson(ChatMessageSerializer.messagesToJson(messages));
        if (json.replaced() == 0) {
            return messages;
        }
        log.warn("Messages of chat {} hold {} characters that can't be stored (U+0000 or lone surrogates): U+FFFD stands in their place", id, json.replaced());
        return ChatMessageDeserializer.messagesFromJson(json.value());
    }

    /** A turn leaves the row only when long-term memory has it; a second handing on under the same number changes nothing. */
    private void handOn(String id, List<NumberedTurn> pending) {
        if (memory == null || pending.isEmpty()) {
            return;
        }
        try {
            memory.remember(tenant, subject, id, pending);
        } catch (RuntimeException e) {
            log.warn("{} turn(s) of chat {} wait for long-term memory until its next message: {}", pending.size(), id, e.toString());
            return;
        }
        Set<Long> done = pending.stream().map(NumberedTurn::seq).collect(Collectors.toSet());
        change(id, now -> new Window(now.messages(), now.pending().stream().filter(turn -> !done.contains(turn.seq())).toList(), now.said()));
    }

    /** Changes the row while nobody else does. */
    private Window change(String id, UnaryOperator<Window> change) {
        return transaction.execute(status -> {
            jdbc.sql("""
                    insert into memory_chat (tenant, subject, memory_id, messages, said, updated_at) values (:tenant, :subject, :id, '[]', 0, :now)
                    on conflict (tenant, subject, memory_id) do nothing
                    """).param("tenant", tenant).param("subject", subject).param("id", id).param("now", time(clock.instant())).update();
            Window before = jdbc.sql("""
                    select messages, pending, said from memory_chat where tenant = :tenant and subject = :subject and memory_id = :id for update
                    """).param("tenant", tenant).param("subject", subject).param("id", id)
                    .query((row, n) -> new Window(ChatMessageDeserializer.messagesFromJson(row.getString(1)),
                            JSON.readValue(row.getString(2), new TypeReference<List<NumberedTurn>>() {}), row.getLong(3))).single();
            Window after = change.apply(before);
            jdbc.sql("""
                    update memory_chat set messages = :messages, pending = :pending, said = :said, updated_at = :now
                    where tenant = :tenant and subject = :subject and memory_id = :id
                    """).param("messages", ChatMessageSerializer.messagesToJson(after.messages())).param("pending", JSON.writeValueAsString(after.pending()))
                    .param("said", after.said()).param("now", time(clock.instant())).param("tenant", tenant).param("subject", subject).param("id", id).update();
            return after;
        });
    }

    private Turn turn(ChatMessage message) {
        return message instanceof UserMessage user ? new Turn("user", clock.instant(), user.singleText())
                : new Turn(Turn.ASSISTANT, clock.instant(), ((AiMessage) message).text());
    }

    /** Empties the window. What long-term memory holds stays until {@link LongTermMemory#forget}. */
    @Override
    public void deleteMessages(Object memoryId) {
        jdbc.sql("update memory_chat set messages = '[]', updated_at = :now where tenant = :tenant and subject = :subject and memory_id = :id")
                .param("now", time(clock.instant())).param("tenant", tenant).param("subject", subject).param("id", id(memoryId)).update();
        read.remove();
    }

    /** Ids of the windows that hold messages, the one that changed last first. */
    public List<String> memoryIds() {
        return jdbc.sql("select memory_id from memory_chat where tenant = :tenant and subject = :subject and messages <> '[]' order by updated_at desc, memory_id")
                .param("tenant", tenant).param("subject", subject).query(String.class).list();
    }
}
