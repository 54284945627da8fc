package palimpsest.runtime.loop;

import dev.langchain4j.model.chat.ChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.event.ContextTerms;
import palimpsest.runtime.event.ContextTerms.PruningTerms;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.InMemoryEventLog;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.observe.RunObservations;
import palimpsest.runtime.past.LedgerEntry;
import palimpsest.runtime.past.Past;
import palimpsest.runtime.past.Undo;
import palimpsest.runtime.verify.Policy;
import palimpsest.runtime.verify.Verifier;
import palimpsest.tools.ContextTools;
import palimpsest.tools.InMemoryDocuments;
import palimpsest.tools.prune.DeleteContext;
import palimpsest.tools.spi.ContextTool;

/** A conversation with a loop over it, all in memory, counted in words. */
final class LoopScene {

    static final String TENANT = "test";
    static final UUID CONVERSATION = new UUID(0, 1);
    static final String PROMPT = "You answer from the text.";

    final InMemoryEventLog log = new InMemoryEventLog();
    final InMemoryDocuments documents = new InMemoryDocuments();
    final ConversationLog conversations = new ConversationLog(log, new EventCodec(), new EventFeed());
    final ConversationStates states = ConversationStates.withoutCheckpoints(conversations);
    final ToolOffer offer;
    private String model = "scripted";
    private int window = 20_000;
    private int maxOutput = 100;
    private int maxSteps = 20;
    private boolean keepAssistantText;
    private boolean languageModel = true;
    private List<String> tools;
    private ContextTerms context = ContextTerms.DEFAULT;
    private RunVerification verification = RunVerification.none();
    private RunRecall recall = RunRecall.NONE;
    private RunObservations observations = RunObservations.NONE;
    private int runs;

    /** @param more tools besides ours; all of them are offered then */
    LoopScene(ContextTool... more) {
        var contextTools = ContextTools.over(documents, documents).replacing(DeleteContext.withSummary()).and(more);
        offer = new ToolOffer(contextTools);
        tools = more.length == 0 ? contextTools.offeredByDefault() : contextTools.names();
        log.create(TENANT, CONVERSATION);
    }

    LoopScene model(String name) {
        model = name;
        return this;
    }

    LoopScene window(int tokens) {
        window = tokens;
        return this;
    }

    LoopScene maxOutput(int tokens) {
        maxOutput = tokens;
        return this;
    }

    LoopScene maxSteps(int steps) {
        maxSteps = steps;
        return this;
    }

    LoopScene tools(String... names) {
        tools = List.of(names);
        return this;
    }

    LoopScene pruning(PruningTerms pruning) {
        context = new ContextTerms(context.calibration(), context.ownTokenizer(), pruning, context.parallelToolCalls());
        return this;
    }

    /** Whether more than the first call of a message is answered. */
    LoopScene answeringAllCalls(boolean all) {
        context = new ContextTerms(context.calibration(), context.ownTokenizer(), context.pruning(), all ? true : null);
        return this;
    }

    LoopScene foreignTokenizer(double calibration) {
        context = new ContextTerms(calibration, false, context.pruning(), context.parallelToolCalls());
        return this;
    }

    LoopScene verifying(Policy policy, Verifier verifier) {
        verification = new RunVerification(verifier, policy, conversations, documents, offer.tools());
        return this;
    }

    LoopScene recalling(RunRecall memory) {
        recall = memory;
        return this;
    }

    LoopScene withoutLanguageModel() {
        languageModel = false;
        return this;
    }

    LoopScene observed(RunObservations watching) {
        observations = watching;
        return this;
    }

    RunTerms terms() {
        return new RunTerms(model, languageModel, PROMPT, window, maxOutput, 50, maxSteps, keepAssistantText, tools, context);
    }

    LoopScene attach(String name, String text) {
        Document document = documents.add(TENANT, name, text);
        append(null, new DocumentsChanged(List.of(new AttachedDocument(document.id(), document.name(), document.tokens())), List.of()));
        return this;
    }

    LoopScene ask(String question) {
        runs++;
        append(new UUID(9, runs), new UserSpoke(question), new RunStarted(terms()));
        return this;
    }

    /** A loop of a process that has just started. */
    void run(ChatModel model) {
        loop().run(TENANT, CONVERSATION, model, new WhitespaceTokenizer(), () -> false);
    }

    RunLoop loop() {
        return new RunLoop(conversations, states, offer, documents, new RunEnding(documents, new CitationResolver()),
                Past.byIdOnly(conversations), new KnownCalibrations(), ToolGate.OPEN, verification, recall, observations);
    }

    /** What another process does. */
    void append(UUID runId, ConversationEvent... events) {
        conversations.append(TENANT, CONVERSATION, runId, log.lastSeq(TENANT, CONVERSATION), List.of(events));
    }

    /** A person takes the {@code n}th entry of the ledger back, counted round and round, if that is possible. */
    void undo(int n) {
        List<RecordedEvent> entries = conversations.read(TENANT, CONVERSATION, 0).stream().filter(event -> LedgerEntry.of(event).isPresent()).toList();
        if (!entries.isEmpty()) {
            new Undo(Past.byIdOnly(conversations).restoration()).of(TENANT, CONVERSATION, LedgerEntry.of(entries.get(n % entries.size())).orElseThrow(), state(), terms(),
                    new WindowMeter(new WhitespaceTokenizer(), offer.specifications(tools))).ifPresent(event -> append(null, event));
        }
    }

    ContextState state() {
        return ContextState.fold(conversations.read(TENANT, CONVERSATION, 0));
    }

    List<ConversationEvent> events() {
        return conversations.read(TENANT, CONVERSATION, 0).stream().map(RecordedEvent::event).toList();
    }

    <E extends ConversationEvent> List<E> events(Class<E> type) {
        List<E> found = new ArrayList<>();
        for (ConversationEvent event : events()) {
            if (type.isInstance(event)) {
                found.add(type.cast(event));
            }
        }
        return found;
    }

    <E extends ConversationEvent> E last(Class<E> type) {
        return events(type).getLast();
    }

    /** Tokens of the request that would be made now. */
    int measured() {
        return new WindowMeter(new WhitespaceTokenizer(), offer.specifications(tools))
                .tokens(new WindowProjection().project(terms(), state()));
    }

    /** {@code count} different words. */
    static String words(int count) {
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            words.add("w" + i);
        }
        return String.join(" ", words);
    }
}
