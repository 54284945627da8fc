package palimpsest.runtime.loop;

import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.note.NoteBook;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.event.ConversationEvent.AttachedDocument;
import palimpsest.runtime.event.ConversationEvent.RunTerms;
import palimpsest.tools.spi.Budget;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ScanPosition;
import palimpsest.tools.spi.ToolContext;

/** What a tool sees of the conversation: the state as it is when the call runs. */
record Conversing(String tenant, UUID conversation, ContextState state, RunTerms terms, DocumentStore store, WindowProjection projection, WindowMeter meter)
        implements ToolContext {

    @Override
    public List<Document> documents() {
        return store.findAll(tenant, state.documents().stream().map(AttachedDocument::id).toList());
    }

    @Override
    public NoteBook notes() {
        return state.notes();
    }

    @Override
    public Optional<UUID> conversationId() {
        return Optional.of(conversation);
    }

    @Override
    public int knownVersion(String address) {
        return state.knownVersion(address);
    }

    @Override
    public Optional<Effect.IndexBuilt> index() {
        return state.index();
    }

    @Override
    public ScanPosition scan() {
        return state.scan();
    }

    @Override
    public SequencedSet<String> searchedKeywords() {
        return state.searchedKeywords();
    }

    @Override
    public Optional<String> roleOf(int msgId) {
        return state.message(msgId).map(Numbered::role);
    }

    @Override
    public Budget budget() {
        int rounds = state.messages().size() / 2;
        int request = meter.tokens(projection.project(terms, state));
        return new Budget(rounds, Math.max(terms.window() - request - terms.maxOutputTokens(), 0), Math.max(terms.expectedSteps() - rounds, 0));
    }
}
