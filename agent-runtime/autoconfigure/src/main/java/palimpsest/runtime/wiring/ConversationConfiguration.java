package palimpsest.runtime.wiring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.meta.MetaMemory;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.run.RunStore;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.conversation.AgentDefaults;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.ConversationFork;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.LastingNoteBook;
import palimpsest.runtime.conversation.Quotas;
import palimpsest.runtime.conversation.RunControl;
import palimpsest.runtime.conversation.RunOpening;
import palimpsest.runtime.conversation.WindowView;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.loop.Runs;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.past.Past;
import palimpsest.runtime.past.Undo;

/** Builds what a person does with conversations. */
@Configuration(proxyBeanMethods = false)
class ConversationConfiguration {

    @Bean
    Agents agents(ConversationStore store, TenantModels models, AgentDefaults defaults, KnownCalibrations calibrations) {
        return new Agents(store, models, defaults, calibrations);
    }

    @Bean
    ConversationDocuments conversationDocuments(Conversations conversations, DocumentStore documents) {
        return new ConversationDocuments(conversations, documents);
    }

    @Bean
    Conversations conversations(ConversationStore store, ConversationLog log, ConversationStates states, Agents agents, AgentDefaults defaults, Runs runs,
                                RunStore runStore, ObjectProvider<MetaMemory> metaMemory, RunOpening opening, NoteStore notes, Quotas quotas,
                                TransactionTemplate transaction, PalimpsestProperties properties) {
        return new Conversations(store, log, states, agents, defaults, runs, runStore,
                properties.agent().rulesInFront() ? metaMemory.getIfUnique(() -> MetaMemory.NONE) : MetaMemory.NONE, opening, notes, quotas,
                transaction);
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
                          NoteStore notes, TransactionTemplate transaction) {
        return new RunControl(conversations, runStore, runs, new ConversationFork(store, eventLog, log, runs, notes, transaction));
    }

    @Bean
    WindowView windowView(ToolOffer offer, ModelTokenizers tokenizers) {
        return new WindowView(offer, tokenizers::of);
    }
}
