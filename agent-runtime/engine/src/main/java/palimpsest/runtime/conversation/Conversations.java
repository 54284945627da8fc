package palimpsest.runtime.conversation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionOperations;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.conversation.Conversation;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.memory.meta.MetaMemory;
import palimpsest.memory.meta.MetaMemorySelection;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.run.NewRun;
import palimpsest.memory.run.RunState;
import palimpsest.memory.run.RunStore;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.event.CallerTerms;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.MemoryEvent.MetaMemorySelected;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.FunctionsOffered;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.StandingEvents;
import palimpsest.runtime.loop.Runs;
import palimpsest.runtime.past.LedgerEntry;
import palimpsest.runtime.past.Undo;
import palimpsest.tools.memory.RecallMemory;

/** What a person does with conversations: make them, ask in them, stop. */
public final class Conversations {

    /** The user of whoever names none. */
    public static final String DEFAULT_USER = "default";

    private static final int LISTED = 500;
    private static final int ATTEMPTS = 20;
    private static final Consumer<UUID> NOTHING = runId -> { };

    private final ConversationStore store;
    private final ConversationLog log;
    private final ConversationStates states;
    private final Agents agents;
    private final AgentDefaults defaults;
    private final Runs runs;
    private final RunStore runStore;
    private final MetaMemory metaMemory;
    private final RunOpening opening;
    private final NoteStore notes;
    private final Quotas quotas;
    private final TransactionOperations transaction;

    /**
     * @param metaMemory  gives the rules that stand in front of each question
     * @param transaction in which a question is admitted and recorded
     */
    public Conversations(ConversationStore store, ConversationLog log, ConversationStates states, Agents agents, AgentDefaults defaults, Runs runs,
                         RunStore runStore, MetaMemory metaMemory, RunOpening opening, NoteStore notes, Quotas quotas, TransactionOperations transaction) {
        this.store = store;
        this.log = log;
        this.states = states;
        this.agents = agents;
        this.defaults = defaults;
        this.runs = runs;
        this.runStore = runStore;
        this.metaMemory = metaMemory;
        this.opening = opening;
        this.notes = notes;
        this.quotas = quotas;
        this.transaction = transaction;
    }

    /** A question that was accepted: its run, and the number of the question's event. */
    public record Asked(UUID runId, long eventSeq) {}

    // --- conversations

    /** @throws RequestRefused QUOTA_REACHED when the tenant may have no further conversation */
    public void admit(String tenant) {
        quotas.admitConversation(tenant);
    }

    public Conversation create(String tenant, UUID agentId, String title) {
        admit(tenant);
        Agent agent = agentId == null ? agents.ofDefaults(tenant) : agents.find(tenant, agentId);
        return store.createConversation(tenant, agent.id(), title == null || title.isBlank() ? null : Titles.given("title", title));
    }

    /** A conversation with a user, whose notes it shares. */
    public Conversation create(String tenant, UUID agentId, String title, String userId) {
        Titles.given("user_id", userId);
        Conversation conversation = create(tenant, agentId, title);
        if (userId != null && !userId.isBlank()) {
            notes.assignUser(tenant, conversation.id(), userId.strip());
        }
        return conversation;
    }

    /** The conversation of that id, made when there is none yet. @throws RequestRefused NOT_FOUND when it was deleted or is another tenant's */
    public Conversation createOrFind(String tenant, UUID id, UUID agentId, String userId) {
        return store.findConversation(tenant, id).orElseGet(() -> {
            admit(tenant);
            Titles.given("user_id", userId);
            store.createConversation(tenant, id, agentId);
            Conversation made = find(tenant, id);
            if (userId != null && !userId.isBlank()) {
                notes.assignUser(tenant, id, userId.strip());
            }
            return made;
        });
    }

    public Conversation find(String tenant, UUID id) {
        return store.findConversation(tenant, id).orElseThrow(() -> notFound("conversation", id));
    }

    public List<Conversation> list(String tenant) {
        return store.conversations(tenant, LISTED);
    }

    public Conversation rename(String tenant, UUID id, String title) {
        if (title == null || title.isBlank()) {
            throw RequestRefused.invalid("title", "title cannot be empty.");
        }
        find(tenant, id);
        store.rename(tenant, id, Titles.given("title", title), false);
        return find(tenant, id);
    }

    public void delete(String tenant, UUID id) {
        find(tenant, id);
        cancel(tenant, id);
        store.delete(tenant, id);
    }

    /** The conversation as its events make it. */
    public ContextState state(String tenant, UUID id) {
        find(tenant, id);
        return states.open(tenant, id);
    }

    /** The conversation as it was after event {@code seq}. */
    public ContextState stateAt(String tenant, UUID id, long seq) {
        find(tenant, id);
        return states.at(tenant, id, seq);
    }

    /** The newest events before a point, as whole runs; see {@link ConversationLog#newest}. */
    public ConversationLog.Page newestEvents(String tenant, UUID id, long beforeSeq, int runs) {
        find(tenant, id);
        return log.newest(tenant, id, beforeSeq, runs);
    }

    /** The events of a conversation that no rewind took back. */
    List<RecordedEvent> standing(String tenant, UUID id) {
        return StandingEvents.of(events(tenant, id, 0));
    }

    public List<RecordedEvent> events(String tenant, UUID id, long afterSeq) {
        find(tenant, id);
        return log.read(tenant, id, afterSeq);
    }

    /** At most {@code limit} events of the given types after {@code afterSeq}. */
    public List<RecordedEvent> events(String tenant, UUID id, Collection<Class<? extends ConversationEvent>> types, long afterSeq, int limit) {
        find(tenant, id);
        return log.page(tenant, id, types, afterSeq, limit);
    }

    /**
     * Takes an entry of the ledger back; it takes effect with the next request, of a run in progress too.
     *
     * @return the event that does it
     * @throws RequestRefused NOT_FOUND or NOT_UNDOABLE
     */
    public RecordedEvent undo(String tenant, UUID id, long seq, WindowView windows, Undo undo) {
        Conversation conversation = find(tenant, id);
        LedgerEntry entry = log.find(tenant, id, seq).flatMap(LedgerEntry::of)
                .orElseThrow(() -> new RequestRefused(Reason.NOT_FOUND, "The ledger of conversation " + id + " has no entry " + seq + "."));
        RunTerms terms = agents.terms(agents.of(tenant, conversation));
        return change(tenant, id, state -> List.of(undo.of(tenant, id, entry, state, windows.valid(terms, state), windows.meter(terms, state))
                .orElseThrow(() -> new RequestRefused(Reason.NOT_UNDOABLE, "Entry " + seq + " (" + entry.kind()
                        + ") can't be undone: it took nothing out of the window, or that stands there again already.")))).getFirst();
    }

    // --- asking

    /**
     * Records the question and starts to work on it; returns at once.
     *
     * @throws RequestRefused EMPTY_QUESTION, NO_DOCUMENTS, RUN_IN_PROGRESS, QUOTA_REACHED, NOT_FOUND or INVALID
     */
    public Asked ask(String tenant, UUID id, String question) {
        return ask(tenant, id, Asking.of(question), NOTHING);
    }

    /**
     * The same with what a caller brings along.
     *
     * @param alongside given the run's id; joins the transaction that records the question, and what it throws undoes all
     */
    public Asked ask(String tenant, UUID id, Asking asking, Consumer<UUID> alongside) {
        String question = asking.question();
        if (question == null || question.isBlank()) {
            find(tenant, id);
            throw new RequestRefused(Reason.EMPTY_QUESTION, "The question is empty: write what you want to know.");
        }
        RequestRefused.requireStorable("content", question);
        RequestRefused.requireStorable("instructions", asking.instructions());
        asking.terms().functions().forEach(function -> RequestRefused.requireStorable("functions", function.definition()));
        UUID runId = UUID.randomUUID();
        Supplier<MetaMemorySelection> front = metaMemory.selection(tenant, question.strip());
        Changed begun = begun(tenant, id, runId, asking, front, alongside);
        begun.events().forEach(begun.state()::apply);
        // It is the run's from now on, which need not read it.
        states.leave(tenant, id, begun.state());
        runs.start(runId);
        return new Asked(runId, begun.events().stream().filter(event -> event.event() instanceof UserSpoke).findFirst().orElseThrow().seq());
    }

    /** Without reading the conversation where this process knows it; what is refused on what is known here is decided again on what was read. */
    private Changed begun(String tenant, UUID id, UUID runId, Asking asking, Supplier<MetaMemorySelection> rules, Consumer<UUID> alongside) {
        Optional<ContextState> known = states.leftHere(tenant, id);
        if (known.isPresent()) {
            try {
                return transaction.execute(status -> begin(tenant, id, runId, asking, rules, known::get, alongside));
            } catch (ConcurrentAppendException | RequestRefused e) {
                // Others may have appended since it was known: nothing of it was recorded.
            }
        }
        return retried(() -> transaction.execute(status -> begin(tenant, id, runId, asking, rules, () -> states.open(tenant, id), alongside)));
    }

    /** In one transaction, with all that it has to look at. */
    private Changed begin(String tenant, UUID id, UUID runId, Asking asking, Supplier<MetaMemorySelection> rules, Supplier<ContextState> opened, Consumer<UUID> alongside) {
        String question = asking.question();
        ConversationStore.Answering answering = store.answering(tenant, id).orElseThrow(() -> notFound("conversation", id));
        quotas.admitRun(tenant);
        RunTerms terms = agents.terms(answering.agent()).instructed(asking.instructions());
        Agents.checkWindow(terms.window());
        MetaMemorySelection front = answering.learned() || !metaMemory.inTable() ? rules.get() : MetaMemorySelection.NONE;
        ContextState known = opened.get();
        List<ConversationEvent> events = opening(tenant, id, asking, answering, terms, front, known);
        Optional<NewRun> alone = answering.titled() && alongside == NOTHING ? runs.begun(tenant, runId, id, answering.agent().id()) : Optional.empty();
        if (alone.isPresent()) {
            return new Changed(known, log.append(tenant, id, alone.get(), known.lastSeq(), events, runs::write));
        }
        return changeOnce(tenant, id, runId, known, state -> events, () -> {
            runs.create(tenant, runId, id, answering.agent().id());
            if (!answering.titled()) {
                store.rename(tenant, id, Titles.ofQuestion(question), true);
            }
            alongside.accept(runId);
        });
    }

    /** What is recorded of a question. @throws RequestRefused RUN_IN_PROGRESS or NO_DOCUMENTS */
    private List<ConversationEvent> opening(String tenant, UUID id, Asking asking, ConversationStore.Answering answering, RunTerms terms, MetaMemorySelection front,
                                            ContextState state) {
        if (state.running()) {
            throw new RequestRefused(Reason.RUN_IN_PROGRESS, "The last question is still being worked on: wait for its answer, or stop it first.");
        }
        if (!terms.languageModel() && state.documents().isEmpty() && !terms.tools().contains(RecallMemory.NAME)) {
            throw new RequestRefused(Reason.NO_DOCUMENTS, "There is no document to quote from: add one to the conversation, or configure a language model.");
        }
        List<ConversationEvent> events = new ArrayList<>(opening.before(tenant, id, state, answering));
        events.addAll(limited(List.of(new UserSpoke(asking.question().strip()), new RunStarted(terms))));
        if (!front.rules().isEmpty()) {
            events.add(new MetaMemorySelected(front));
        }
        if (!asking.terms().equals(CallerTerms.NONE)) {
            events.add(FunctionsOffered.of(asking.terms()));
        }
        return events;
    }

    /** Ends the run in progress after its step; no effect when there is none. */
    public void cancel(String tenant, UUID id) {
        find(tenant, id);
        cancelRun(tenant, id);
    }

    private void cancelRun(String tenant, UUID id) {
        RunProgress[] asked = new RunProgress[1];
        change(tenant, id, null, state -> {
            asked[0] = state.running() ? state.run().orElseThrow() : null;
            return asked[0] == null || asked[0].cancelIsRequested() ? List.of() : List.of(new CancelRequested());
        }, () -> {
            // A run that waits for a person has nobody working on it: somebody must, to end it.
            if (asked[0].parking().parked()) {
                runs.requeue(runStore.find(tenant, asked[0].id()).orElseThrow(), asked[0].parking().isPaused() ? RunState.PAUSED : RunState.WAITING);
            }
        });
        if (asked[0] != null) {
            runs.start(asked[0].id());
        }
    }

    private List<ConversationEvent> limited(List<ConversationEvent> start) {
        var limits = defaults.limits();
        if (limits.tokens() == null && limits.seconds() == null && limits.spend() == null) {
            return start;
        }
        List<ConversationEvent> events = new ArrayList<>(start);
        events.add(limits);
        return events;
    }

    List<RecordedEvent> change(String tenant, UUID id, Function<ContextState, List<ConversationEvent>> decide) {
        return change(tenant, id, null, decide, () -> { });
    }

    /**
     * Decides on the state as it is, and again when someone else appended first.
     *
     * @param alongside joins the transaction of the append
     */
    List<RecordedEvent> change(String tenant, UUID id, UUID runId, Function<ContextState, List<ConversationEvent>> decide, Runnable alongside) {
        return retried(() -> changeOnce(tenant, id, runId, states.open(tenant, id), decide, alongside)).events();
    }

    /** @param state on which it was decided; @param events appended after it */
    private record Changed(ContextState state, List<RecordedEvent> events) {}

    private Changed changeOnce(String tenant, UUID id, UUID runId, ContextState state, Function<ContextState, List<ConversationEvent>> decide, Runnable alongside) {
        List<ConversationEvent> events = List.copyOf(decide.apply(state));
        return new Changed(state, events.isEmpty() ? List.of() : log.append(tenant, id, runId, state.lastSeq(), events, alongside));
    }

    private static <T> T retried(Supplier<T> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return change.get();
            } catch (ConcurrentAppendException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    static RequestRefused notFound(String what, UUID id) {
        return new RequestRefused(Reason.NOT_FOUND, "There is no " + what + " " + id + ".");
    }

}
