package palimpsest.peers;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One row a conversation, as LangChain4j's documentation shows a persistent store: the messages of a window as JSON. */
final class JdbcChatMemoryStore implements ChatMemoryStore {

    private final JdbcClient jdbc;

    JdbcChatMemoryStore(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
        jdbc.sql("create table if not exists chat_memory (id text primary key, messages text not null)").update();
    }

    @Override
    public List<ChatMessage> getMessages(Object memoryId) {
        return ChatMessageDeserializer.messagesFromJson(jdbc.sql("select messages from chat_memory where id = ?").param(memoryId.toString())
                .query(String.class).optional().orElse(null));
    }

    @Override
    public void updateMessages(Object memoryId, List<ChatMessage> messages) {
        jdbc.sql("insert into chat_memory values (?, ?) on conflict (id) do update set messages = excluded.messages")
                .param(memoryId.toString()).param(ChatMessageSerializer.messagesToJson(messages)).update();
    }

    @Override
    public void deleteMessages(Object memoryId) {
        jdbc.sql("delete from chat_memory where id = ?").param(memoryId.toString()).update();
    }
}
