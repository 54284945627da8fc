package palimpsest.runtime.loop;

import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.pack.procedure.ProcedureState;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.WindowMessage;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.past.PrunedPast;
import palimpsest.tools.spi.Budget;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.Recalled;
import palimpsest.tools.spi.ScanPosition;
import palimpsest.tools.spi.ToolContext;

/** What a tool sees of the conversation: the state as it is when the call runs. */
record ConversationToolContext(String tenant, UUID conversation, ContextState state, RunTerms terms, DocumentStore store, PrunedPast past, IntSupplier requestTokens)
        implements ToolContext {

    @Override
    public Optional<UUID> conversationId() {
        return Optional.of(conversation);
    }

    @Override
    public Optional<String> callKey() {
        return state.run().map(run -> run.id() + "/" + state.nextMsgId());
    }

    @Override
    public List<Document> documents() {
        return store.findAll(tenant, state.documents().stream().map(AttachedDocument::id).toList());
    }

    @Override
    public NoteBook notes() {
        return state.notes();
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
        return state.window().roleOf(msgId);
    }

    @Override
    public Budget budget() {
        int rounds = state.window().total() / 2;
        return new Budget(rounds, Math.max(terms.limit() - requestTokens.getAsInt(), 0), Math.max(terms.expectedSteps() - rounds, 0));
    }

    @Override
    public int mostTokens() {
        return terms.limit();
    }

    @Override
    public boolean isPruned(int msgId) {
        return state.isPruned(msgId) || state.window().isHeld(msgId) || state.window().isCut(msgId);
    }

    @Override
    public List<String> said() {
        return state.said();
    }

    @Override
    public Optional<Asked> asked() {
        return state.messages().reversed().stream().filter(WindowMessage.User.class::isInstance).findFirst()
                .map(message -> new Asked(message.seq(), ((WindowMessage.User) message).content()));
    }

    @Override
    public int answered(Set<String> tools) {
        return state.run().map(run -> tools.stream().mapToInt(run::answered).sum()).orElse(0);
    }

    @Override
    public ProcedureState procedure(String pack, String courtType) {
        return state.hearing(courtType).under(pack);
    }

    @Override
    public List<Recalled> recall(String query, int limit) {
        return past.recall(tenant, conversation, state.window(), query, limit);
    }
}
