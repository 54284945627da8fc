package palimpsest.runtime.conversation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionOperations;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.conversation.Conversation;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.conversation.DuplicateAgentException;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.meta.MetaMemory;
import palimpsest.memory.meta.MetaMemorySelection;
import palimpsest.memory.run.RunState;
import palimpsest.memory.run.RunStore;
import palimpsest.memory.text.StorableText;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.Calibration;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.event.CallerTerms;
import palimpsest.runtime.event.ContextTerms;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;
import palimpsest.runtime.event.MemoryEvent.MetaMemorySelected;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.FunctionsOffered;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.StandingEvents;
import palimpsest.runtime.ledger.LedgerEntry;
import palimpsest.runtime.ledger.Undo;
import palimpsest.runtime.loop.Runs;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.UnknownModelException;
import palimpsest.tools.memory.RecallMemory;

/** What a person does with agents and conversations: make them, attach documents, ask, stop. */
public final class Conversations {

    /** The agent of whoever names none. */
    public static final String DEFAULT_AGENT = "default";

    /** The user of whoever names none. */
    public static final String DEFAULT_USER = "default";

    /** Code points of a title that is made from a question. */
    private static final int QUESTION_TITLE = 80;
    /** Code points of a title or of a name that somebody gives; it is kept whole. */
    private static final int LONGEST_NAME = 200;
    private static final int SMALLEST_WINDOW = 2000;
    private static final int LISTED = 500;
    private static final int ATTEMPTS = 20;

    private final ConversationStore store;
    private final DocumentStore documents;
    private final ConversationLog log;
    private final ConversationStates states;
    private final ModelCatalog models;
    private final AgentDefaults defaults;
    private final Runs runs;
    private final RunStore runStore;
    private final KnownCalibrations calibrations;
    private final MetaMemory metaMemory;
    private final RunOpening opening;
    private final NoteStore notes;
    private final Quotas quotas;
    private final TransactionOperations transaction;

    /**
     * @param metaMemory  gives the rules that stand in front of each question
     * @param transaction in which a question is admitted and recorded
     */
    public Conversations(ConversationStore store, DocumentStore documents, ConversationLog log, ConversationStates states, ModelCatalog models,
                         AgentDefaults defaults, Runs runs, RunStore runStore, KnownCalibrations calibrations,
                         MetaMemory metaMemory, RunOpening opening, NoteStore notes, Quotas quotas, TransactionOperations transaction) {
        this.store = store;
        this.documents = documents;
        this.log = log;
        this.states = states;
        this.models = models;
        this.defaults = defaults;
        this.runs = runs;
        this.calibrations = calibrations;
        this.runStore = runStore;
        this.metaMemory = metaMemory;
        this.opening = opening;
        this.notes = notes;
        this.quotas = quotas;
        this.transaction = transaction;
    }

    /** A question that was accepted: its run, and the number of the question's event. */
    public record Asked(UUID runId, long eventSeq) {}

    // --- agents

    public Agent createAgent(String tenant, String name, String model, Integer window, Integer maxSteps, String systemPrompt) {
        if (name == null || name.isBlank()) {
            throw RequestRefused.invalid("name", "An agent needs a name.");
        }
        given("name", name);
        checkSettings(model, window, maxSteps, systemPrompt);
        try {
            return store.createAgent(tenant, name.strip(), model, window, maxSteps, systemPrompt);
        } catch (DuplicateAgentException e) {
            throw new RequestRefused(Reason.NAME_TAKEN, e.getMessage() + ".");
        }
    }

    /** Gives an agent other settings; null is the default of each. */
    public Agent changeAgent(String tenant, UUID id, String model, Integer window, Integer maxSteps, String systemPrompt) {
        agent(tenant, id);
        checkSettings(model, window, maxSteps, systemPrompt);
        return store.changeAgent(tenant, id, model, window, maxSteps, systemPrompt);
    }

    private void checkSettings(String model, Integer window, Integer maxSteps, String systemPrompt) {
        RequestRefused.requireStorable("system_prompt", systemPrompt);
        if (model != null) {
            model(model);
        }
        checkWindow(window);
        if (maxSteps != null && maxSteps < 1) {
            throw RequestRefused.invalid("max_steps", "max_steps must be at least 1.");
        }
    }

    /** The agent of that name with these settings: a new one, or the one there is, changed where they differ. */
    public Agent declareAgent(String tenant, String name, String model, Integer window, Integer maxSteps, String systemPrompt) {
        Agent known = store.agents(tenant).stream().filter(agent -> agent.name().equals(name.strip())).findFirst().orElse(null);
        if (known == null) {
            return createAgent(tenant, name, model, window, maxSteps, systemPrompt);
        }
        RequestRefused.requireStorable("system_prompt", systemPrompt);
        checkWindow(window);
        boolean same = Objects.equals(known.model(), model) && Objects.equals(known.window(), window)
                && Objects.equals(known.maxSteps(), maxSteps) && Objects.equals(known.systemPrompt(), systemPrompt);
        return same ? known : store.changeAgent(tenant, known.id(), model, window, maxSteps, systemPrompt);
    }

    public Agent agent(String tenant, UUID id) {
        return store.findAgent(tenant, id).orElseThrow(() -> notFound("agent", id));
    }

    /** The agent of that name, made with all defaults when there is none yet. */
    public Agent agentNamed(String tenant, String name) {
        given("name", name);
        return store.agentNamed(tenant, name);
    }

    public Agent defaultAgent(String tenant) {
        return store.agentNamed(tenant, DEFAULT_AGENT);
    }

    public List<Agent> agents(String tenant) {
        store.agentNamed(tenant, DEFAULT_AGENT);
        return store.agents(tenant);
    }

    /** What a run of the agent works under if it starts now. */
    public RunTerms terms(Agent agent) {
        AgentModel model = model(agent.model());
        int window = agent.window() != null ? agent.window() : defaults.window() != null ? defaults.window() : model.window();
        // In a small window a fixed reserve would leave nothing to read with.
        int maxOutput = Math.min(model.maxOutputTokens(), window / 4);
        return new RunTerms(model.name(), model.languageModel(), agent.systemPrompt() != null ? agent.systemPrompt() : defaults.systemPrompt(),
                window, maxOutput, defaults.expectedSteps(), agent.maxSteps() != null ? agent.maxSteps() : defaults.maxSteps(),
                defaults.keepAssistantText(), defaults.toolsOf(agent.name()), contextTerms(model));
    }

    private ContextTerms contextTerms(AgentModel model) {
        // The extractive model counts as the documents' tokenizer does; a language model's own is only known when it is configured.
        boolean own = model.tokenizer() != null || !model.languageModel();
        return new ContextTerms(own ? 1 : calibrations.of(model.name()).orElse(Calibration.FIRST_GUESS), own, defaults.pruning());
    }

    // --- conversations

    /** @throws RequestRefused QUOTA_REACHED when the tenant may have no further conversation */
    public void admit(String tenant) {
        quotas.admitConversation(tenant);
    }

    public Conversation create(String tenant, UUID agentId, String title) {
        admit(tenant);
        Agent agent = agentId == null ? store.agentNamed(tenant, DEFAULT_AGENT) : agent(tenant, agentId);
        return store.createConversation(tenant, agent.id(), title == null || title.isBlank() ? null : given("title", title));
    }

    /** A conversation with a user, whose notes it shares. */
    public Conversation create(String tenant, UUID agentId, String title, String userId) {
        given("user_id", userId);
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
            given("user_id", userId);
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
        store.rename(tenant, id, given("title", title), false);
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
        RunTerms terms = terms(agent(tenant, conversation.agentId()));
        return change(tenant, id, state -> List.of(undo.of(tenant, id, entry, state, windows.valid(terms, state), windows.meter(terms, state))
                .orElseThrow(() -> new RequestRefused(Reason.NOT_UNDOABLE, "Entry " + seq + " (" + entry.kind()
                        + ") can't be undone: it took nothing out of the window, or that stands there again already.")))).getFirst();
    }

    // --- documents

    public List<Document> documents(String tenant, ContextState state) {
        return documents.findAll(tenant, state.documents().stream().map(AttachedDocument::id).toList());
    }

    /** Attaches documents; those already attached stay as they are. */
    public void attach(String tenant, UUID id, List<Document> attached) {
        find(tenant, id);
        change(tenant, id, state -> {
            Set<UUID> present = state.documents().stream().map(AttachedDocument::id).collect(Collectors.toSet());
            var added = attached.stream().filter(document -> !present.contains(document.id()))
                    .map(document -> new AttachedDocument(document.id(), document.name(), document.tokens())).distinct().toList();
            return added.isEmpty() ? List.of() : List.of(new DocumentsChanged(added, List.of()));
        });
    }

    /** The same, and takes out what was read from the same sources before: a changed file is a new document. */
    public void attachNewest(String tenant, UUID id, List<Document> attached) {
        if (attached.isEmpty()) {
            return;
        }
        find(tenant, id);
        change(tenant, id, state -> {
            Set<UUID> present = state.documents().stream().map(AttachedDocument::id).collect(Collectors.toSet());
            var added = attached.stream().filter(document -> !present.contains(document.id()))
                    .map(document -> new AttachedDocument(document.id(), document.name(), document.tokens())).distinct().toList();
            List<UUID> removed = outdated(tenant, state.documents(), attached);
            return added.isEmpty() && removed.isEmpty() ? List.of() : List.of(new DocumentsChanged(added, removed));
        });
    }

    private List<UUID> outdated(String tenant, Collection<AttachedDocument> present, List<Document> newest) {
        Set<UUID> kept = newest.stream().map(Document::id).collect(Collectors.toSet());
        Set<String> names = newest.stream().map(Document::name).collect(Collectors.toSet());
        List<UUID> suspects = present.stream().filter(document -> !kept.contains(document.id()) && names.contains(document.name())).map(AttachedDocument::id).toList();
        if (suspects.isEmpty()) {
            return List.of();
        }
        Set<String> sources = newest.stream().map(Document::source).collect(Collectors.toSet());
        return documents.findAll(tenant, suspects).stream().filter(document -> sources.contains(document.source())).map(Document::id).toList();
    }

    /** Takes a document out of the conversation; it stays stored. */
    public void detach(String tenant, UUID id, UUID documentId) {
        find(tenant, id);
        change(tenant, id, state -> {
            if (state.documents().stream().noneMatch(document -> document.id().equals(documentId))) {
                throw notFound("document of this conversation", documentId);
            }
            return List.of(new DocumentsChanged(List.of(), List.of(documentId)));
        });
    }

    // --- asking

    /**
     * Records the question and starts to work on it; returns at once.
     *
     * @throws RequestRefused EMPTY_QUESTION, NO_DOCUMENTS, RUN_IN_PROGRESS, QUOTA_REACHED, NOT_FOUND or INVALID
     */
    public Asked ask(String tenant, UUID id, String question) {
        return ask(tenant, id, Asking.of(question), runId -> { });
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
        MetaMemorySelection front = metaMemory.select(tenant, question.strip());
        List<RecordedEvent> recorded = retried(() -> transaction.execute(status -> begin(tenant, id, runId, asking, front, alongside)));
        runs.start(runId);
        return new Asked(runId, recorded.stream().filter(event -> event.event() instanceof UserSpoke).findFirst().orElseThrow().seq());
    }

    /** In one transaction, with all that it has to look at. */
    private List<RecordedEvent> begin(String tenant, UUID id, UUID runId, Asking asking, MetaMemorySelection front, Consumer<UUID> alongside) {
        String question = asking.question();
        Conversation conversation = find(tenant, id);
        quotas.admitRun(tenant);
        RunTerms terms = terms(agent(tenant, conversation.agentId())).instructed(asking.instructions());
        checkWindow(terms.window());
        return changeOnce(tenant, id, runId, state -> {
            if (state.running()) {
                throw new RequestRefused(Reason.RUN_IN_PROGRESS, "The last question is still being worked on: wait for its answer, or stop it first.");
            }
            if (!terms.languageModel() && state.documents().isEmpty() && !terms.tools().contains(RecallMemory.NAME)) {
                throw new RequestRefused(Reason.NO_DOCUMENTS, "There is no document to quote from: add one to the conversation, or configure a language model.");
            }
            List<ConversationEvent> events = new ArrayList<>(opening.before(tenant, id, state));
            events.addAll(limited(List.of(new UserSpoke(question.strip()), new RunStarted(terms))));
            if (!front.rules().isEmpty()) {
                events.add(new MetaMemorySelected(front));
            }
            if (!asking.terms().equals(CallerTerms.NONE)) {
                events.add(FunctionsOffered.of(asking.terms()));
            }
            return events;
        }, () -> {
            runs.create(tenant, runId, id, conversation.agentId());
            store.rename(tenant, id, shortened(question), true);
            alongside.accept(runId);
        });
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

    private List<RecordedEvent> change(String tenant, UUID id, Function<ContextState, List<ConversationEvent>> decide) {
        return change(tenant, id, null, decide, () -> { });
    }

    /**
     * Decides on the state as it is, and again when someone else appended first.
     *
     * @param alongside joins the transaction of the append
     */
    List<RecordedEvent> change(String tenant, UUID id, UUID runId, Function<ContextState, List<ConversationEvent>> decide, Runnable alongside) {
        return retried(() -> changeOnce(tenant, id, runId, decide, alongside));
    }

    private List<RecordedEvent> changeOnce(String tenant, UUID id, UUID runId, Function<ContextState, List<ConversationEvent>> decide, Runnable alongside) {
        ContextState state = states.open(tenant, id);
        List<ConversationEvent> events = List.copyOf(decide.apply(state));
        return events.isEmpty() ? List.of() : log.append(tenant, id, runId, state.lastSeq(), events, alongside);
    }

    private static List<RecordedEvent> retried(Supplier<List<RecordedEvent>> change) {
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

    private AgentModel model(String name) {
        try {
            return name == null ? models.defaultModel() : models.get(name);
        } catch (UnknownModelException e) {
            throw RequestRefused.invalid("model", e.getMessage());
        }
    }

    private static void checkWindow(Integer window) {
        if (window != null && window < SMALLEST_WINDOW) {
            throw RequestRefused.invalid("window", "A window of " + window + " tokens is too small to work in: give at least " + SMALLEST_WINDOW + ".");
        }
    }

    private static RequestRefused notFound(String what, UUID id) {
        return new RequestRefused(Reason.NOT_FOUND, "There is no " + what + " " + id + ".");
    }

    /** A title from a first question. */
    public static String title(String question) {
        return shortened(StorableText.clean(question).value());
    }

    private static String shortened(String text) {
        return cut(line(text), QUESTION_TITLE);
    }

    /** A title that another runtime gave, as a file tells it. */
    public static String importedTitle(String title) {
        return cut(line(StorableText.clean(title).value()), LONGEST_NAME);
    }

    /** A title or a name in one line; null stays null. @throws RequestRefused INVALID when it is too long or can't be stored */
    private static String given(String field, String text) {
        if (text == null) {
            return null;
        }
        RequestRefused.requireStorable(field, text);
        String line = line(text);
        int length = line.codePointCount(0, line.length());
        if (length > LONGEST_NAME) {
            throw RequestRefused.invalid(field, field + " has " + length + " characters: give at most " + LONGEST_NAME + ".");
        }
        return line;
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String cut(String line, int most) {
        return line.codePointCount(0, line.length()) <= most ? line : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
    }
}
