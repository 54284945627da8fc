package palimpsest.runtime.wiring;

import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import palimpsest.memory.checkpoint.PostgresCheckpointStore;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.embed.Foreground;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.PostgresHistorySearch;
import palimpsest.memory.log.PostgresSaidSearch;
import palimpsest.memory.meta.evolve.Evolutions;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.retrieve.PostgresQuoteSearch;
import palimpsest.memory.run.RunStore;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.conversation.NoteListing;
import palimpsest.runtime.conversation.RunOpening;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.LogWatch;
import palimpsest.runtime.history.CrashRepair;
import palimpsest.runtime.history.HistorySweep;
import palimpsest.runtime.loop.RunEnding;
import palimpsest.runtime.loop.RunLoop;
import palimpsest.runtime.loop.RunQueue;
import palimpsest.runtime.loop.RunRecall;
import palimpsest.runtime.loop.RunVerification;
import palimpsest.runtime.loop.RunWork;
import palimpsest.runtime.loop.Runs;
import palimpsest.runtime.loop.ToolGate;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.observe.RunMeters;
import palimpsest.runtime.observe.RunObservations;
import palimpsest.runtime.observe.RuntimeFacts;
import palimpsest.runtime.past.MessageHistory;
import palimpsest.runtime.past.Past;
import palimpsest.runtime.past.PrunedPast;
import palimpsest.runtime.past.SaidBefore;
import palimpsest.runtime.past.Restoration;
import palimpsest.runtime.queue.ScheduledRunQueue;
import palimpsest.runtime.verify.Verifier;

/** Builds what works on runs: the log, the states, the loop, the queue. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({VerifyProperties.class, SecurityProperties.class})
class RunConfiguration {

    private static final Duration ELSEWHERE = Duration.ofSeconds(1);

    @Bean
    EventFeed eventFeed() {
        return new EventFeed();
    }

    /** On the embedded database, too: commands work beside a running server. */
    @Bean(destroyMethod = "close")
    LogWatch logWatch(EventLog log, EventFeed feed) {
        return new LogWatch(log, feed).start(ELSEWHERE);
    }

    @Bean
    ConversationLog conversationLog(EventLog log, EventFeed feed) {
        return new ConversationLog(log, new EventCodec(), feed);
    }

    @Bean(destroyMethod = "close")
    ConversationStates conversationStates(ConversationLog log, JdbcClient jdbc, TransactionTemplate transaction, PalimpsestProperties properties) {
        int every = properties.database().checkpointEvery();
        if (every < 1) {
            throw new ConfigurationMistake("palimpsest.database.checkpoint-every must be at least 1, and is " + every + ".");
        }
        return new ConversationStates(log, new PostgresCheckpointStore(jdbc), every,
                Executors.newSingleThreadExecutor(Thread.ofVirtual().name("checkpoints").factory()), transaction);
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
    SaidBefore saidBefore(JdbcClient jdbc, ConversationStore conversations) {
        return new SaidBefore(new PostgresSaidSearch(jdbc), conversations, new EventCodec());
    }

    /** Of an application that observes; otherwise nothing is observed. */
    @Bean
    RunObservations runObservations(ObjectProvider<ObservationRegistry> registry, ObjectProvider<RunMeters> meters) {
        return new RunObservations(registry.getIfUnique(() -> ObservationRegistry.NOOP), meters.getIfUnique(() -> RunMeters.NONE));
    }

    @Bean
    RunLoop runLoop(ConversationLog log, ConversationStates states, ToolOffer offer, DocumentStore documents, Past past, KnownCalibrations calibrations,
                    ToolGate gate, RunVerification verification, ObjectProvider<RunRecall> recall, RunObservations observations) {
        return new RunLoop(log, states, offer, documents, new RunEnding(documents, new CitationResolver()), past, calibrations, gate, verification,
                recall.getIfUnique(() -> RunRecall.NONE), observations);
    }

    /** With a verifier where there is one. */
    @Bean
    RunVerification runVerification(ObjectProvider<Verifier> verifier, VerifyProperties properties, PalimpsestProperties runtime, ConversationLog log,
                                    DocumentStore documents, JdbcClient jdbc, ToolOffer offer) {
        return new RunVerification(verifier.getIfUnique(() -> Verifier.NONE), properties.policy(runtime.agent().profile()), log, documents, new PostgresQuoteSearch(jdbc),
                offer.tools());
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
                new ScheduledRunQueue.Settings(name.value(), concurrency(runs), runs.heartbeat(), runs.poll()), clock);
    }

    private static int concurrency(PalimpsestProperties.Runs runs) {
        int concurrency = runs.concurrencyIn(Runtime.getRuntime().maxMemory());
        if (concurrency < 1) {
            throw new ConfigurationMistake("palimpsest.runs.concurrency must be at least 1, and is " + concurrency + ".");
        }
        return concurrency;
    }

    @Bean(destroyMethod = "close")
    Runs runs(RunStore store, RunQueue queue, RunLoop loop, ConversationLog log, ConversationStates states, TenantModels models, ModelTokenizers tokenizers, RuntimeName name,
              RunObservations observations, Foreground foreground, RuntimeFacts facts, PalimpsestProperties properties, Clock clock) {
        var settings = new Runs.Settings(name.value(), properties.runs().heartbeat(), properties.database().outage(), facts.startedDatabase(),
                concurrency(properties.runs()));
        return new Runs(store, queue, new RunWork(loop, log, states, models, tokenizers::of, observations, foreground), settings, clock);
    }

    /** What there is besides runs: each only where its part is. */
    @Bean
    BackgroundWork backgroundWork(Runs runs, ObjectProvider<Evolutions> evolutions, EmbeddingService embeddings, ObjectProvider<HistorySweep> sweep,
                                  PalimpsestProperties properties, SecurityProperties security) {
        return new BackgroundWork(runs, evolutions.getIfAvailable(), embeddings, sweep.getIfAvailable(),
                properties.retention().enabled() || security.audit().keepFor() != null ? properties.retention().every() : null);
    }

    /** Runs that were parked only after the web server's stop would be kept from other runtimes for as long as it waits. */
    @Bean
    EarlyShutdown runParking(Runs runs) {
        return new EarlyShutdown(runs::close);
    }

    @Bean
    RunOpening runOpening(NoteStore notes, Tokenizer documentTokenizer, PalimpsestProperties properties) {
        RunOpening repair = new CrashRepair(documentTokenizer);
        return properties.agent().notesLast() ? repair.and(new NoteListing(notes)) : repair;
    }
}
