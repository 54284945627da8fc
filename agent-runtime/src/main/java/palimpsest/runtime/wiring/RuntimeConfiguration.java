package palimpsest.runtime.wiring;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.associate.PassageLinks;
import palimpsest.memory.checkpoint.PostgresCheckpointStore;
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
import palimpsest.memory.log.PostgresHistorySearch;
import palimpsest.memory.log.ProjectingEventLog;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.note.PostgresNoteStore;
import palimpsest.memory.meta.MetaMemory;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.run.PostgresRunStore;
import palimpsest.memory.run.RunStore;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.Tokenizers;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.api.RuntimeFacts;
import palimpsest.runtime.api.Tenancy;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.conversation.AgentDefaults;
import palimpsest.runtime.conversation.ConversationFork;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RunControl;
import palimpsest.runtime.conversation.LastingNoteBook;
import palimpsest.runtime.conversation.NoteListing;
import palimpsest.runtime.conversation.RunOpening;
import palimpsest.runtime.conversation.WindowView;
import palimpsest.runtime.event.ConversationEvent.LimitsSet;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.LastingNoteProjection;
import palimpsest.runtime.history.CrashRepair;
import palimpsest.runtime.ledger.Undo;
import palimpsest.runtime.loop.RunEnding;
import palimpsest.runtime.loop.RunLoop;
import palimpsest.runtime.loop.RunQueue;
import palimpsest.runtime.loop.RunWork;
import palimpsest.runtime.loop.Runs;
import palimpsest.runtime.loop.ToolGate;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.ModelPrice;
import palimpsest.runtime.model.ModelSettings;
import palimpsest.runtime.model.ModelTerms;
import palimpsest.runtime.model.Pause;
import palimpsest.runtime.model.extractive.ExtractiveChatModel;
import palimpsest.runtime.model.wire.ToolFile;
import palimpsest.runtime.past.MessageHistory;
import palimpsest.runtime.past.Past;
import palimpsest.runtime.past.PrunedPast;
import palimpsest.runtime.past.Restoration;
import palimpsest.runtime.queue.ScheduledRunQueue;
import palimpsest.runtime.replay.Replay;
import palimpsest.tools.ContextTools;
import palimpsest.tools.memory.MemoryTool;
import palimpsest.tools.note.ConversationShelf;
import palimpsest.tools.note.LastingShelf;
import palimpsest.tools.note.NoteShelf;
import palimpsest.tools.structured.StructuredShelf;

/** Builds the runtime from its plain parts. */
@Configuration(proxyBeanMethods = false)
public class RuntimeConfiguration {

    /** The model that is there without any configuration. */
    public static final String EXTRACTIVE = "extractive";

    private static final int EXTRACTIVE_WINDOW = 32_000;
    private static final int EXTRACTIVE_OUTPUT = 2_000;
    private static final String SYSTEM_PROMPT = "palimpsest/system-prompt.txt";

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

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
    EventLog eventLog(JdbcClient jdbc, TransactionTemplate transaction, NoteStore notes) {
        return new ProjectingEventLog(new PostgresEventLog(jdbc, transaction), transaction, new LastingNoteProjection(notes, new EventCodec()));
    }

    @Bean
    NoteStore noteStore(JdbcClient jdbc) {
        return new PostgresNoteStore(jdbc);
    }

    @Bean
    RunStore runStore(JdbcClient jdbc, Clock clock) {
        return new PostgresRunStore(jdbc, clock);
    }

    @Bean
    ConversationStore conversationStore(JdbcClient jdbc) {
        return new PostgresConversationStore(jdbc);
    }

    // --- models

    @Bean
    ModelCatalog modelCatalog(PalimpsestProperties properties, Tokenizer documentTokenizer, Clock clock) {
        var extractive = new AgentModel(EXTRACTIVE, EXTRACTIVE, false, ExtractiveChatModel.DESCRIPTION, EXTRACTIVE_WINDOW, EXTRACTIVE_OUTPUT, null,
                new ExtractiveChatModel(documentTokenizer::count));
        try {
            List<ModelSettings> settings = new ArrayList<>();
            Map<String, ModelTerms> terms = new LinkedHashMap<>();
            properties.models().forEach((name, model) -> {
                settings.add(settings(name, model));
                terms.put(name, terms(model));
            });
            var catalog = new ModelCatalog(List.of(extractive), settings, terms, properties.defaultModel(), clock, Pause.SLEEP);
            catalog.defaultModel();
            return catalog;
        } catch (RuntimeException e) {
            throw new ConfigurationMistake("palimpsest.models: " + e.getMessage());
        }
    }

    private static ModelTerms terms(PalimpsestProperties.Model model) {
        var price = model.price();
        return new ModelTerms(model.fallbacks(), new ModelPrice(price.input(), price.cachedInput(), price.output()),
                new ModelTerms.Circuit(model.circuit().failures(), model.circuit().pause()));
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
    ContextTools contextTools(DocumentStore documents, PassageSearch search, NoteStore notes, MemoryTool memoryTool, PalimpsestProperties properties) {
        NoteShelf shelf = properties.agent().lastingNotes() ? new LastingShelf(notes) : new ConversationShelf();
        var tools = properties.agent().structuredNotes()
                ? ContextTools.over(documents, search, new StructuredShelf(shelf)).withStructuredNotes(new StructuredShelf(shelf))
                : ContextTools.over(documents, search, shelf);
        return tools.and(memoryTool);
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
        List<String> tools = new ArrayList<>(agent.tools() != null && !agent.tools().isEmpty() ? agent.tools()
                : offer.described().isEmpty() ? offer.tools().offeredByDefault() : offer.described().keySet());
        if (agent.memoryTool() && !tools.contains(MemoryTool.NAME)) {
            tools.add(MemoryTool.NAME);
        }
        for (String name : tools) {
            if (offer.tools().find(name).isEmpty()) {
                throw new ConfigurationMistake("There is no tool named " + name + ". Known tools: " + String.join(", ", offer.tools().names()) + ".");
            }
        }
        var limits = agent.limits();
        return new AgentDefaults(systemPrompt(agent), agent.window(), agent.expectedSteps(), agent.maxSteps(), agent.keepAssistantText(),
                agent.restoreTools() ? Stream.concat(tools.stream(), ContextTools.RESTORE_TOOLS.stream()).distinct().toList() : List.copyOf(tools),
                PruningConfiguration.terms(agent.pruning()),
                new LimitsSet(limits.tokens(), limits.wallTime() == null ? null : limits.wallTime().toSeconds(), limits.spend()));
    }

    @Bean
    EventFeed eventFeed() {
        return new EventFeed();
    }

    @Bean
    ConversationLog conversationLog(EventLog log, EventFeed feed) {
        return new ConversationLog(log, new EventCodec(), feed);
    }

    @Bean(destroyMethod = "close")
    ConversationStates conversationStates(ConversationLog log, JdbcClient jdbc, PalimpsestProperties properties) {
        int every = properties.database().checkpointEvery();
        if (every < 1) {
            throw new ConfigurationMistake("palimpsest.database.checkpoint-every must be at least 1, and is " + every + ".");
        }
        return new ConversationStates(log, new PostgresCheckpointStore(jdbc), every,
                Executors.newSingleThreadExecutor(Thread.ofVirtual().name("checkpoints").factory()));
    }

    @Bean
    KnownCalibrations knownCalibrations() {
        return new KnownCalibrations();
    }

    @Bean
    Past past(ConversationLog log, JdbcClient jdbc, PalimpsestProperties properties) {
        return new Past(new PrunedPast(new PostgresHistorySearch(jdbc, properties.search().fixedLanguage()), new EventCodec()),
                new Restoration(new MessageHistory(log)));
    }

    @Bean
    ToolGate toolGate(ToolOffer offer, PalimpsestProperties properties, Clock clock) {
        var approval = properties.agent().approval();
        for (String name : Stream.concat(approval.tools().stream(), approval.trustedTools().stream()).toList()) {
            if (offer.tools().find(name).isEmpty()) {
                throw new ConfigurationMistake("palimpsest.agent.approval: there is no tool named " + name + ". Known tools: "
                        + String.join(", ", offer.tools().names()) + ".");
            }
        }
        return new ToolGate(Set.copyOf(approval.tools()), Set.copyOf(approval.trustedTools()), approval.expiresAfter(), clock);
    }

    @Bean
    RunLoop runLoop(ConversationLog log, ConversationStates states, ToolOffer offer, DocumentStore documents, Past past, KnownCalibrations calibrations,
                    ToolGate gate) {
        return new RunLoop(log, states, offer, documents, new RunEnding(documents, new CitationResolver()), past, calibrations, gate);
    }

    /** This process, told apart from its predecessor with the same process id. */
    @Bean
    RuntimeName runtimeName() {
        return new RuntimeName(ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** Joins Spring's transactions, so that a run and its entry in the queue are committed together. */
    @Bean(destroyMethod = "")
    RunQueue runQueue(DataSource dataSource, RuntimeName name, PalimpsestProperties properties, Clock clock) {
        var runs = properties.runs();
        return new ScheduledRunQueue(new TransactionAwareDataSourceProxy(dataSource),
                new ScheduledRunQueue.Settings(name.value(), runs.concurrency(), runs.heartbeat(), runs.poll()), clock);
    }

    @Bean(destroyMethod = "close")
    Runs runs(RunStore store, RunQueue queue, RunLoop loop, ConversationLog log, ConversationStates states, ModelCatalog models, ModelTokenizers tokenizers, RuntimeName name,
              PalimpsestProperties properties, Clock clock) {
        var settings = new Runs.Settings(name.value(), properties.runs().heartbeat(), properties.database().outage(), embedded(properties));
        return new Runs(store, queue, new RunWork(loop, log, states, models, tokenizers::of), settings, clock);
    }

    @Bean
    RunOpening runOpening(NoteStore notes, Tokenizer documentTokenizer, PalimpsestProperties properties) {
        RunOpening repair = new CrashRepair(documentTokenizer);
        return properties.agent().lastingNotes() ? repair.and(new NoteListing(notes)) : repair;
    }

    @Bean
    Conversations conversations(ConversationStore store, DocumentStore documents, ConversationLog log, ConversationStates states, ModelCatalog models,
                                AgentDefaults defaults, Runs runs, RunStore runStore, KnownCalibrations calibrations,
                                MetaMemory metaMemory, RunOpening opening, NoteStore notes, PalimpsestProperties properties) {
        return new Conversations(store, documents, log, states, models, defaults, runs, runStore, calibrations,
                properties.agent().metaMemory() ? metaMemory : MetaMemory.NONE, opening, notes);
    }

    @Bean
    LastingNoteBook lastingNoteBook(NoteStore notes, ConversationStore store) {
        return new LastingNoteBook(notes, store);
    }

    @Bean
    Undo undo(Past past) {
        return new Undo(past.restoration());
    }

    @Bean
    RunControl runControl(Conversations conversations, ConversationStore store, RunStore runStore, EventLog eventLog, ConversationLog log, Runs runs,
                          TransactionTemplate transaction) {
        return new RunControl(conversations, runStore, runs, new ConversationFork(store, eventLog, log, runs, transaction));
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
        return new Replay(ingestion, store, log, new RunLoop(log, new ToolOffer(tools), documents, new RunEnding(documents, new CitationResolver())), words, tools.offeredByDefault());
    }

    // --- edges

    /** Unless security says otherwise. */
    @Bean
    @ConditionalOnMissingBean
    Tenancy tenancy(PalimpsestProperties properties) {
        return properties::tenant;
    }

    @Bean
    RuntimeFacts runtimeFacts(PalimpsestProperties properties) {
        return new RuntimeFacts(Version.current(), embedded(properties));
    }

    private static boolean embedded(PalimpsestProperties properties) {
        return properties.database().url() == null || properties.database().url().isBlank();
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
