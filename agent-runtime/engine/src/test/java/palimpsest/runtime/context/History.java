package palimpsest.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;
import palimpsest.runtime.event.DocumentEvent.IndexBuilt;
import palimpsest.runtime.event.DocumentEvent.ScanMoved;
import palimpsest.runtime.event.DocumentEvent.Searched;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.NoticeGiven;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.NoteEvent.NoteDeleted;
import palimpsest.runtime.event.NoteEvent.NoteWritten;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.VerificationEvent.ProcedureActed;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.event.WindowEvent.CalibrationRaised;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.OriginalMessage;
import palimpsest.runtime.event.WindowEvent.PruneHeld;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.tools.spi.ToolOutcome;

/** A legal history for a test: what is said of it that could not happen is passed over. */
public final class History {

    static final UUID CONVERSATION = new UUID(0, 1);

    private final RunTerms terms;
    private final List<RecordedEvent> events = new ArrayList<>();
    private final ContextState state = new ContextState();
    private int runs;
    private int calls;

    History(RunTerms terms) {
        this.terms = terms;
    }

    public static RunTerms terms(int window, boolean keepAssistantText) {
        return new RunTerms("scripted", true, "You answer from the text.", window, 100, 50, 80, keepAssistantText, List.of("readChunk", "note", "finish"));
    }

    public RunTerms terms() {
        return terms;
    }

    public List<RecordedEvent> events() {
        return events;
    }

    /** The live state, moved event by event. */
    public ContextState state() {
        return state;
    }

    History ask(String question) {
        if (!state.running()) {
            runs++;
            add(new UserSpoke(question));
            add(new RunStarted(terms));
        }
        return this;
    }

    /** The model says something and calls tools; each element of {@code calls} is a tool's name and its arguments. */
    History say(String text, List<String[]> calls) {
        if (state.running() && state.pendingCalls().isEmpty()) {
            add(new StepStarted(state.run().orElseThrow().steps() + 1, terms.model()));
            add(new BudgetMeasured(100, terms.window(), 10, state.messages().size() + 1, state.prunedMessages()));
            add(new AssistantSpoke(state.nextMsgId(), text, calls.stream().map(call -> new Call("call_" + ++this.calls, call[0], call[1])).toList(),
                    state.nextMsgId() % 3 == 0 ? 100 + state.nextMsgId() : null, null));
        }
        return this;
    }

    History call(String tool, String arguments) {
        return say(null, List.<String[]>of(new String[] {tool, arguments}));
    }

    /** Answers the next call that waits for it. */
    History answer(Object... keysAndValues) {
        if (state.running() && !state.pendingCalls().isEmpty()) {
            Call call = state.pendingCalls().getFirst();
            add(new ToolAnswered(state.nextMsgId(), state.lastAssistant().orElseThrow().msgId(), call.id(), call.name(),
                    ToolOutcome.result(keysAndValues), 1));
        }
        return this;
    }

    History answerAll() {
        while (state.running() && !state.pendingCalls().isEmpty()) {
            answer("status", "success");
        }
        return this;
    }

    History note(String key, String summary) {
        if (state.running()) {
            add(new NoteWritten(key, summary, "content of " + key));
        }
        return this;
    }

    History forget(String key) {
        if (state.running() && state.notes().find(key).isPresent()) {
            add(new NoteDeleted(key));
        }
        return this;
    }

    /** Prunes the {@code n}th numbered message, counted round and round. */
    History prune(int n, String by) {
        int numbered = state.nextMsgId() - 1;
        if (numbered > 0 && state.running() && !state.isPruned(n % numbered + 1)) {
            Numbered message = state.message(n % numbered + 1).orElseThrow();
            add(new MessagePruned(message.msgId(), message.role(), by, "test", 1));
        }
        return this;
    }

    /** Holds a prune of the {@code n}th numbered message back. */
    History hold(int n) {
        int numbered = state.nextMsgId() - 1;
        if (numbered > 0 && state.running()) {
            state.message(n % numbered + 1).filter(message -> !state.isPruned(message.msgId()) && !state.window().isHeld(message.msgId()))
                    .ifPresent(message -> add(new PruneHeld(message.msgId(), message.role(), "agent", "test", 1, 100)));
        }
        return this;
    }

    /** Folds the oldest {@code n} exchanges that may go. */
    History fold(int n) {
        var foldable = Exchange.of(new WindowProjection().project(terms, state)).stream().map(Exchange::msgId)
                .filter(msgId -> state.pendingCalls().isEmpty() && msgId != state.lastAssistant().orElseThrow().msgId())
                .limit(n).toList();
        if (!foldable.isEmpty() && state.running()) {
            add(new ExchangesFolded(foldable, foldable.size(), "runtime", "test", 1, 100));
        }
        return this;
    }

    /** Brings the {@code n}th numbered message back, whole, with its exchange when that was folded. */
    History restore(int n) {
        int numbered = state.nextMsgId() - 1;
        int msgId = numbered == 0 ? 0 : n % numbered + 1;
        if (state.window().isHeld(msgId)) {
            add(new MessagesRestored(List.of(msgId), List.of(), "agent", "test", null, 0, 100));
        } else if (state.isPruned(msgId) || state.window().isCut(msgId)) {
            List<OriginalMessage> originals = state.window().isFolded(msgId) ? exchangeOf(msgId)
                    : originals().stream().filter(original -> idOf(original) == msgId).toList();
            add(new MessagesRestored(List.of(msgId), originals, "user", "test", 1L, 1, 100));
        }
        return this;
    }

    private List<OriginalMessage> exchangeOf(int msgId) {
        List<OriginalMessage> all = originals();
        OriginalMessage wanted = all.stream().filter(original -> idOf(original) == msgId).findFirst().orElseThrow();
        int caller = wanted.said() != null ? msgId : wanted.answered().invokingMsgId();
        return all.stream().filter(original -> idOf(original) == caller
                || original.answered() != null && original.answered().invokingMsgId() == caller).toList();
    }

    /** Each result answers a call of the message before. The calls that still wait at the end: a run may go on there. */
    public static Set<Object> assertPaired(List<Map<String, Object>> request) {
        Set<Object> waiting = new HashSet<>();
        for (Map<String, Object> message : request) {
            if (message.get("role").equals("tool")) {
                assertThat(waiting.remove(message.get("tool_call_id"))).as("a call waits for %s", message).isTrue();
                continue;
            }
            assertThat(waiting).isEmpty();
            if (message.get("tool_calls") instanceof List<?> calls) {
                calls.forEach(call -> assertThat(waiting.add(((Map<?, ?>) call).get("id"))).isTrue());
            }
        }
        return waiting;
    }

    /** Every numbered message as it was recorded. */
    public List<OriginalMessage> originals() {
        List<OriginalMessage> originals = new ArrayList<>();
        for (RecordedEvent event : events) {
            switch (event.event()) {
                case AssistantSpoke said -> originals.add(new OriginalMessage(event.seq(), said, null));
                case ToolAnswered answered -> originals.add(new OriginalMessage(event.seq(), null, answered));
                default -> { }
            }
        }
        return originals;
    }

    static int idOf(OriginalMessage original) {
        return original.said() != null ? original.said().msgId() : original.answered().msgId();
    }

    /** Answers the next call with a result that enters in part. */
    History answerInPart(String content, int characters) {
        boolean answers = state.running() && !state.pendingCalls().isEmpty();
        answer("content", content);
        if (answers) {
            add(new ResultCut(state.nextMsgId() - 1, characters, content.codePointCount(0, content.length()), "Cut.", 1, 1, 100, null));
        }
        return this;
    }

    History notice(String text) {
        if (state.running() && state.pendingCalls().isEmpty()) {
            add(new NoticeGiven(text));
        }
        return this;
    }

    History refuse(double to) {
        if (state.running() && state.pendingCalls().isEmpty()) {
            add(new CalibrationRaised(state.calibration().factor(), to, "test", 100));
        }
        return this;
    }

    History nudge(String text) {
        if (state.running() && state.pendingCalls().isEmpty()) {
            add(new Nudged(text));
        }
        return this;
    }

    History attach(int document) {
        add(new DocumentsChanged(List.of(new AttachedDocument(new UUID(1, document), "document " + document, 10 * document)), List.of()));
        return this;
    }

    History detach(int document) {
        add(new DocumentsChanged(List.of(), List.of(new UUID(1, document))));
        return this;
    }

    History index(int size) {
        if (state.running()) {
            add(new IndexBuilt(size, 0, List.of(new UUID(1, 1))));
        }
        return this;
    }

    History read(int chunk) {
        if (state.running()) {
            add(new ScanMoved(true, chunk));
            add(new TextRead(new UUID(1, 1), chunk, chunk * 10, chunk * 10 + 10, 2));
            add(new Searched(List.of("word" + chunk)));
        }
        return this;
    }

    History act(String act, boolean allowed) {
        if (state.running()) {
            add(new ProcedureActed("pack", "court", "stage of " + act, act, "judge", allowed ? List.of() : List.of("too early")));
        }
        return this;
    }

    History cancel() {
        if (state.running()) {
            add(new CancelRequested());
        }
        return this;
    }

    History fail() {
        if (state.running() && state.pendingCalls().isEmpty()) {
            add(new RunFailed("model-unavailable", "The model did not answer", "detail", true));
        }
        return this;
    }

    @Override
    public String toString() {
        return events.stream().map(event -> event.seq() + " " + event.event()).collect(Collectors.joining("\n"));
    }

    void add(ConversationEvent event) {
        var recorded = new RecordedEvent(CONVERSATION, state.lastSeq() + 1, runs == 0 ? null : new UUID(2, runs),
                Instant.EPOCH.plusSeconds(events.size()), event);
        events.add(recorded);
        state.apply(recorded);
    }
}
