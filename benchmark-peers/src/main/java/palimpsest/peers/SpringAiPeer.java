package palimpsest.peers;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.memory.repository.jdbc.JdbcChatMemoryRepository;
import org.springframework.ai.chat.memory.repository.jdbc.PostgresChatMemoryRepositoryDialect;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Spring AI's ChatClient with its memory in PostgreSQL. */
final class SpringAiPeer implements Peer {

    private final HikariDataSource pool;
    private final ChatClient client;

    static final class TideTable {
        @Tool(description = Tide.DESCRIPTION)
        public String tide(String place) {
            return Tide.at(place);
        }
    }

    SpringAiPeer(Settings settings) {
        pool = Pools.open(settings.database());
        new ResourceDatabasePopulator(new ClassPathResource("org/springframework/ai/chat/memory/repository/jdbc/schema-postgresql.sql")).execute(pool);
        var memory = MessageWindowChatMemory.builder().maxMessages(LangChain4jPeer.WINDOW)
                .chatMemoryRepository(JdbcChatMemoryRepository.builder().dataSource(pool).dialect(new PostgresChatMemoryRepositoryDialect()).build()).build();
        var model = OpenAiChatModel.builder().options(OpenAiChatOptions.builder().baseUrl(settings.provider()).apiKey("none").model("scripted").build()).build();
        client = ChatClient.builder(model).defaultTools(new TideTable()).defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build()).build();
    }

    @Override
    public String ask(int conversation, String question) {
        return client.prompt().user(question).advisors(advisor -> advisor.param(ChatMemory.CONVERSATION_ID, "conversation-" + conversation)).call().content();
    }

    @Override
    public void close() {
        pool.close();
    }
}
