package palimpsest.runtime.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import dev.langchain4j.agent.tool.ToolSpecification;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.conversation.PostgresConversationStore;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.document.PostgresDocumentStore;
import palimpsest.memory.embed.BackgroundEmbedding;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.FileIngestion;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.PostgresEventLog;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.Tokenizers;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.api.RuntimeFacts;
import palimpsest.runtime.api.Tenancy;
import palimpsest.runtime.conversation.AgentDefaults;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.WindowView;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.loop.RunEnding;
import palimpsest.runtime.loop.RunLoop;
import palimpsest.runtime.loop.Runs;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.ModelSettings;
import palimpsest.runtime.model.extractive.ExtractiveChatModel;
import palimpsest.runtime.model.wire.ToolFile;
import palimpsest.runtime.replay.Replay;
import palimpsest.tools.ContextTools;

/** Builds the runtime from its plain parts. */
@Configuration(proxyBeanMethods = false)
public class RuntimeConfiguration {

    /** The model that is there without any configuration. */
    public static final String EXTRACTIVE = "extractive";

    private static final int EXTRACTIVE_WINDOW = 32_000;
    private static final int EXTRACTIVE_OUTPUT = 2_000;
    private static final String SYSTEM_PROMPT = "palimpsest/system-prompt.txt";

    // --- memory

    @Bean
    Tokenizer documentTokenizer(PalimpsestProperties properties) {
        return tokenizer(properties.documents().tokenizer(), "palimpsest.documents.tokenizer");
    }

    @Bean
    DocumentStore documentStore(JdbcClient jdbc, EmbeddingService embeddings) {
        return new PostgresDocumentStore(jdbc, embeddings.model());
    }

    @Bean(destroyMethod = "close")
    EmbeddingService embeddingService(JdbcClient jdbc, PlatformTransactionManager transactions, PalimpsestProperties properties) {
        try {
            return new BackgroundEmbedding(jdbc, new TransactionTemplate(transactions),
                    EmbeddingModels.byId(properties.embedding().model()), properties.embedding().enabled());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake("palimpsest.embedding.model: " + e.getMessage());
        }
    }

    @Bean
    Ingestion ingestion(JdbcClient jdbc, DataSource dataSource, PlatformTransactionManager transactions, DocumentStore documents, Tokenizer tokenizer, PalimpsestProperties properties) {
        return new FileIngestion(jdbc, new TransactionTemplate(transactions), documents, tokenizer, properties.search().language(),
                properties.documents().maxSize().toBytes());
    }

    @Bean
    PassageSearch passageSearch(JdbcClient jdbc, EmbeddingService embeddings, PalimpsestProperties properties) {
        return new PostgresPassageSearch(jdbc, embeddings, properties.search().mode(), properties.search().language());
    }

    @Bean
    EventLog eventLog(JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new PostgresEventLog(jdbc, new TransactionTemplate(transactions));
    }

    @Bean
    ConversationStore conversationStore(JdbcClient jdbc) {
        return new PostgresConversationStore(jdbc);
    }

    // --- models

    @Bean
    ModelCatalog modelCatalog(PalimpsestProperties properties, Tokenizer tokenizer) {
        var extractive = new AgentModel(EXTRACTIVE, EXTRACTIVE, false, ExtractiveChatModel.DESCRIPTION, EXTRACTIVE_WINDOW, EXTRACTIVE_OUTPUT, null,
                new ExtractiveChatModel(tokenizer::count));
        try {
            List<ModelSettings> settings = new ArrayList<>();
            properties.models().forEach((name, model) -> settings.add(settings(name, model)));
            var catalog = new ModelCatalog(List.of(extractive), settings, properties.defaultModel());
            catalog.defaultModel();
            return catalog;
        } catch (RuntimeException e) {
            throw new ConfigurationMistake("palimpsest.models: " + e.getMessage());
        }
    }

    private static ModelSettings settings(String name, PalimpsestProperties.Model model) {
        return new ModelSettings(name, model.provider(), model.baseUrl(), model.apiKey(), model.modelName(), model.temperature(), model.topP(),
                model.maxOutputTokens(), model.window(), model.timeout(), model.maxRetries(), model.tokenizer(), model.headers());
    }

    /** Tokenizers by model; loaded once each. */
    @Bean
    ModelTokenizers modelTokenizers(Tokenizer documentTokenizer, ModelCatalog models) {
        Map<String, Tokenizer> loaded = new ConcurrentHashMap<>();
        return new ModelTokenizers(model -> model.tokenizer() == null ? documentTokenizer
                : loaded.computeIfAbsent(model.tokenizer(), id -> tokenizer(id, "palimpsest.models." + model.name() + ".tokenizer")), models);
    }

    // --- tools, loop, conversations

    @Bean
    ContextTools contextTools(DocumentStore documents, PassageSearch search) {
        return ContextTools.over(documents, search);
    }

    @Bean
    ToolOffer toolOffer(ContextTools tools, PalimpsestProperties properties) {
        Path file = properties.agent().toolsFile();
        if (file == null) {
            return new ToolOffer(tools);
        }
        Map<String, ToolSpecification> described = new LinkedHashMap<>();
        try {
            ToolFile.read(file).forEach(specification -> described.put(specification.name(), specification));
        } catch (RuntimeException e) {
            throw new ConfigurationMistake("palimpsest.agent.tools-file: " + e.getMessage());
        }
        return new ToolOffer(tools, described);
    }

    @Bean
    AgentDefaults agentDefaults(PalimpsestProperties properties, ToolOffer offer) {
        var agent = properties.agent();
        List<String> tools = agent.tools() != null && !agent.tools().isEmpty() ? agent.tools()
                : offer.described().isEmpty() ? offer.tools().offeredByDefault() : List.copyOf(offer.described().keySet());
        for (String name : tools) {
            if (offer.tools().find(name).isEmpty()) {
                throw new ConfigurationMistake("There is no tool named " + name + ". Known tools: " + String.join(", ", offer.tools().names()) + ".");
            }
        }
        return new AgentDefaults(systemPrompt(agent), agent.window(), agent.expectedSteps(), agent.maxSteps(), agent.keepAssistantText(), tools);
    }

    @Bean
    EventFeed eventFeed() {
        return new EventFeed();
    }

    @Bean
    ConversationLog conversationLog(EventLog log, EventFeed feed) {
        return new ConversationLog(log, new EventCodec(), feed);
    }

    @Bean
    RunLoop runLoop(ConversationLog log, ToolOffer offer, DocumentStore documents) {
        return new RunLoop(log, offer, documents, new RunEnding(documents, new CitationResolver()));
    }

    @Bean(destroyMethod = "close")
    Runs runs(RunLoop loop, ConversationLog log, ConversationStore store, ModelCatalog models, ModelTokenizers tokenizers, PalimpsestProperties properties) {
        return new Runs(loop, log, store, models, tokenizers::of, properties.database().outage());
    }

    @Bean
    Conversations conversations(ConversationStore store, DocumentStore documents, ConversationLog log, ModelCatalog models, AgentDefaults defaults, Runs runs) {
        return new Conversations(store, documents, log, models, defaults, runs);
    }

    @Bean
    WindowView windowView(ToolOffer offer, ModelTokenizers tokenizers) {
        return new WindowView(offer, tokenizers::of);
    }

    /** With the reference's way of counting and searching, whatever is configured for agents. */
    @Bean
    Replay replay(JdbcClient jdbc, PlatformTransactionManager transactions, DocumentStore documents, EmbeddingService embeddings,
                  ConversationStore store, ConversationLog log, PalimpsestProperties properties) {
        var words = new WhitespaceTokenizer();
        var ingestion = new FileIngestion(jdbc, new TransactionTemplate(transactions), documents, words, properties.search().language(),
                properties.documents().maxSize().toBytes());
        var tools = ContextTools.over(documents, new PostgresPassageSearch(jdbc, embeddings, SearchMode.LEXICAL, properties.search().language()));
        return new Replay(ingestion, store, log, runLoop(log, new ToolOffer(tools), documents), words, tools.offeredByDefault());
    }

    // --- edges

    @Bean
    Tenancy tenancy(PalimpsestProperties properties) {
        return properties::tenant;
    }

    @Bean
    RuntimeFacts runtimeFacts(PalimpsestProperties properties) {
        return new RuntimeFacts(Version.current(), properties.database().url() == null || properties.database().url().isBlank());
    }

    private static Tokenizer tokenizer(String id, String property) {
        try {
            return Tokenizers.byId(id);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new ConfigurationMistake(property + ": " + e.getMessage());
        }
    }

    private static String systemPrompt(PalimpsestProperties.Agent agent) {
        try {
            if (agent.systemPrompt() != null) {
                return agent.systemPrompt();
            }
            return agent.systemPromptFile() != null ? Files.readString(agent.systemPromptFile())
                    : new ClassPathResource(SYSTEM_PROMPT).getContentAsString(StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new ConfigurationMistake("palimpsest.agent.system-prompt-file can't be read: " + e.getMessage());
        }
    }
}
