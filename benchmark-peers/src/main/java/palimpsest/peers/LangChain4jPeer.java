package palimpsest.peers;

import com.zaxxer.hikari.HikariDataSource;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;

/** LangChain4j's AI services, with their messages in memory or in a table. */
final class LangChain4jPeer implements Peer {

    /** Messages that a conversation keeps. */
    static final int WINDOW = 20;

    private final HikariDataSource pool;
    private final Assistant assistant;

    interface Assistant {
        String answer(@MemoryId Object conversation, @UserMessage String question);
    }

    static final class TideTable {
        @Tool(Tide.DESCRIPTION)
        public String tide(@P("the place") String place) {
            return Tide.at(place);
        }
    }

    private LangChain4jPeer(Settings settings, HikariDataSource pool, ChatMemoryStore store) {
        this.pool = pool;
        this.assistant = AiServices.builder(Assistant.class).chatModel(model(settings.provider())).tools(new TideTable())
                .chatMemoryProvider(id -> MessageWindowChatMemory.builder().id(id).maxMessages(WINDOW).chatMemoryStore(store).build()).build();
    }

    static LangChain4jPeer inMemory(Settings settings) {
        return new LangChain4jPeer(settings, null, new InMemoryChatMemoryStore());
    }

    static LangChain4jPeer inTable(Settings settings) {
        HikariDataSource pool = Pools.open(settings.database());
        return new LangChain4jPeer(settings, pool, new JdbcChatMemoryStore(pool));
    }

    static ChatModel model(String provider) {
        return OpenAiChatModel.builder().baseUrl(provider).apiKey("none").modelName("scripted").maxRetries(0).build();
    }

    @Override
    public String ask(int conversation, String question) {
        return assistant.answer("conversation-" + conversation, question);
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
