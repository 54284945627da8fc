package palimpsest.springai;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.ai.chat.memory.ChatMemoryRepository;
import org.springframework.ai.chat.messages.Message;
import palimpsest.starter.PalimpsestStores;
import palimpsest.starter.PalimpsestStores.ChatWindows;

/**
 * Spring AI's chat memory in PostgreSQL, of the current user and tenant alone. Tool calls and tool results are kept. What is said goes to
 * long-term memory through its gate, and stays there when the window drops it.
 */
public final class StoredChatMemoryRepository implements ChatMemoryRepository {

    private final PalimpsestStores stores;
    private final CurrentUser user;
    private final Map<String, ChatWindows> ofUsers = new ConcurrentHashMap<>();

    public StoredChatMemoryRepository(PalimpsestStores stores, CurrentUser user) {
        this.stores = stores;
        this.user = user;
    }

    private ChatWindows windows() {
        return ofUsers.computeIfAbsent(user.name(), stores::chatMemoryStore);
    }

    @Override
    public List<String> findConversationIds() {
        return windows().memoryIds();
    }

    @Override
    public List<Message> findByConversationId(String conversationId) {
        return Messages.toSpringAi(windows().getMessages(conversationId));
    }

    @Override
    public void saveAll(String conversationId, List<Message> messages) {
        windows().updateMessages(conversationId, Messages.toLangChain4j(messages));
    }

    @Override
    public void deleteByConversationId(String conversationId) {
        windows().deleteMessages(conversationId);
    }
}
