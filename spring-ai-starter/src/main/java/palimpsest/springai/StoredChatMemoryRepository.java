package palimpsest.springai;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.memory.ChatMemoryRepository;
import org.springframework.ai.chat.messages.Message;
import palimpsest.starter.PalimpsestStores;
import palimpsest.starter.PalimpsestStores.ChatWindows;

/**
 * Spring AI's chat memory in PostgreSQL, of the current user and tenant alone. Tool calls and tool results are kept. What is said goes to
 * long-term memory through its gate, and stays there when the window drops it.
 */
public final class StoredChatMemoryRepository implements ChatMemoryRepository {

    private static final int MOST_USERS = 10_000;

    private final PalimpsestStores stores;
    private final CurrentUser user;
    /** Of the users who asked last; another one's are made anew. */
    private final Map<String, ChatWindows> ofUsers = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ChatWindows> eldest) {
            return size() > MOST_USERS;
        }
    });

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
