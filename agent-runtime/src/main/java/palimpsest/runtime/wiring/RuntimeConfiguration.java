package palimpsest.runtime.wiring;

import dev.langchain4j.agent.tool.ToolSpecification;
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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.associate.PassageLinks;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.conversation.PostgresConversationStore;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.document.PostgresDocumentStore;
import palimpsest.memory.embed.BackgroundEmbedding;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.embed.NoEmbedding;
import palimpsest.memory.ingest.DocumentReader;
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
    Embedder embedder(PalimpsestProperties properties) {
        try {
            return EmbeddingModels.byId(properties.embedding().model());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake("palimpsest.embedding.model: " + e.getMessage());
        }
    }

    @Bean
    DocumentStore documentStore(JdbcClient jdbc, Embedder embedder) {
        return new PostgresDocumentStore(jdbc, embedder.id());
    }

    @Bean(destroyMethod = "close")
    EmbeddingService embeddingService(JdbcClient jdbc, Embedder embedder, PalimpsestProperties properties) {
        return properties.embedding().enabled() ? new BackgroundEmbedding(jdbc, embedder) : new NoEmbedding();
    }

    @Bean
    Ingestion ingestion(JdbcClient jdbc, TransactionTemplate transaction, DocumentStore documents, Tokenizer documentTokenizer,
                        EmbeddingService embeddings, PalimpsestProperties properties) {
        return new FileIngestion(jdbc, transaction, documents, documentTokenizer, new DocumentReader(), settings(properties), embeddings::wake);
    }

    private static FileIngestion.Settings settings(PalimpsestProperties properties) {
        return new FileIngestion.Settings(properties.documents().maxSize().toBytes(), properties.documents().maxFiles(), properties.search().language());
    }

    @Bean
    EventLog eventLog(JdbcClient jdbc, TransactionTemplate transaction) {
        return new PostgresEventLog(jdbc, transaction);
    }

    @Bean
    ConversationStore conversationStore(JdbcClient jdbc) {
        return new PostgresConversationStore(jdbc);
    }

    // --- models

    @Bean
    ModelCatalog modelCatalog(PalimpsestProperties properties, Tokenizer documentTokenizer) {
        var extractive = new AgentModel(EXTRACTIVE, EXTRACTIVE, false, ExtractiveChatModel.DESCRIPTION, EXTRACTIVE_WINDOW, EXTRACTIVE_OUTPUT, null,
                new ExtractiveChatModel(documentTokenizer::count));
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
    RunLoop runLoop(ConversationLog log, ToolOffer offer, DocumentStore documents, PassageLinks links) {
        var ending = new RunEnding(documents, new CitationResolver(), (tenant, runId, cited) -> links.record(tenant, runId,
                cited.stream().map(citation -> new PassageLinks.Used(citation.documentId(), citation.start(), citation.end())).toList()));
        return new RunLoop(log, offer, documents, ending);
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
    Replay replay(JdbcClient jdbc, TransactionTemplate transaction, DocumentStore documents, EmbeddingService embeddings, Embedder embedder,
                  ConversationStore store, ConversationLog log, PalimpsestProperties properties) {
        var words = new WhitespaceTokenizer();
        var ingestion = new FileIngestion(jdbc, transaction, documents, words, new DocumentReader(), settings(properties), () -> { });
        var tools = ContextTools.over(documents, new PostgresPassageSearch(jdbc, transaction, embeddings, embedder.id(), SearchMode.LEXICAL));
        var loop = new RunLoop(log, new ToolOffer(tools), documents, new RunEnding(documents, new CitationResolver()));
        return new Replay(ingestion, store, log, loop, words, tools.offeredByDefault());
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
