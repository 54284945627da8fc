package palimpsest.runtime.wiring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.FileIngestion;
import palimpsest.memory.ingest.TextReader;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.meta.MetaMemory;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.run.RunStore;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.conversation.AgentDefaults;
import palimpsest.runtime.conversation.ConversationFork;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.LastingNoteBook;
import palimpsest.runtime.conversation.Quotas;
import palimpsest.runtime.conversation.RunControl;
import palimpsest.runtime.conversation.RunOpening;
import palimpsest.runtime.conversation.WindowView;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.ledger.Undo;
import palimpsest.runtime.loop.RunEnding;
import palimpsest.runtime.loop.RunLoop;
import palimpsest.runtime.loop.Runs;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.past.Past;
import palimpsest.runtime.replay.Replay;
import palimpsest.tools.ContextTools;

/** Builds what a person does with conversations. */
@Configuration(proxyBeanMethods = false)
class ConversationConfiguration {

    @Bean
    Conversations conversations(ConversationStore store, DocumentStore documents, ConversationLog log, ConversationStates states, ModelCatalog models,
                                AgentDefaults defaults, Runs runs, RunStore runStore, KnownCalibrations calibrations,
                                ObjectProvider<MetaMemory> metaMemory, RunOpening opening, NoteStore notes, Quotas quotas,
                                PalimpsestProperties properties) {
        return new Conversations(store, documents, log, states, models, defaults, runs, runStore, calibrations,
                properties.agent().metaMemory() ? metaMemory.getIfUnique(() -> MetaMemory.NONE) : MetaMemory.NONE, opening, notes, quotas);
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
                  ConversationStore store, ConversationLog log, TextReader reader, PalimpsestProperties properties) {
        var words = new WhitespaceTokenizer();
        var ingestion = new FileIngestion(jdbc, transaction, documents, words, reader, StorageConfiguration.settings(properties), () -> { });
        var tools = ContextTools.over(documents, new PostgresPassageSearch(jdbc, transaction, embeddings, embedder.id(), SearchMode.LEXICAL));
        return new Replay(ingestion, store, log, new RunLoop(log, new ToolOffer(tools), documents, new RunEnding(documents, new CitationResolver())), words, tools.offeredByDefault());
    }
}
