package palimpsest.runtime.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import palimpsest.memory.longterm.MemoryItem;
import palimpsest.memory.note.Note;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.pack.procedure.Hearing;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.event.ApprovalEvent;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ApprovalEvent.ToolStarted;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.DocumentEvent;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.DocumentEvent.IndexBuilt;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.runtime.event.HistoryEvent;
import palimpsest.runtime.event.HistoryEvent.ConversationForked;
import palimpsest.runtime.event.HistoryEvent.EventsSetAside;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.MemoryEvent;
import palimpsest.runtime.event.MemoryEvent.MemoryRecalled;
import palimpsest.runtime.event.MemoryEvent.MetaMemorySelected;
import palimpsest.runtime.event.MessageEvent;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.NoticeGiven;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.NoteEvent;
import palimpsest.runtime.event.NoteEvent.LastingNoteRead;
import palimpsest.runtime.event.NoteEvent.LastingNoteWritten;
import palimpsest.runtime.event.NoteEvent.LastingNotesListed;
import palimpsest.runtime.event.NoteEvent.NoteDeleted;
import palimpsest.runtime.event.NoteEvent.NoteWritten;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent;
import palimpsest.runtime.event.RunEvent.AnswerRefused;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.FunctionsOffered;
import palimpsest.runtime.event.RunEvent.LimitsSet;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import palimpsest.runtime.event.RunEvent.ModelFellBack;
import palimpsest.runtime.event.RunEvent.PauseRequested;
import palimpsest.runtime.event.RunEvent.RunContinued;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunPaused;
import palimpsest.runtime.event.RunEvent.RunResumed;
import palimpsest.runtime.event.RunEvent.RunRewound;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.event.StandingEvents;
import palimpsest.runtime.event.VerificationEvent;
import palimpsest.runtime.event.VerificationEvent.ProcedureActed;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.event.WindowEvent;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.event.WindowEvent.CalibrationRaised;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.PruneHeld;
import palimpsest.runtime.event.WindowEvent.QuestionsFolded;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ScanPosition;

/**
 * What a conversation is after the events applied so far: a fold, with no clock, no randomness and no input but the
 * events. Not safe for several threads; whoever needs one folds the log anew.
 */
public final class ContextState {

    private WindowMessages messages = new WindowMessages();
    private TokenCalibration calibration = new TokenCalibration();
    private ReadDocuments documents = new ReadDocuments();
    private LinkedHashSet<MemoryItem> recalled = new LinkedHashSet<>();
    private LinkedHashSet<String> answeredTools = new LinkedHashSet<>();
    private NoteBook notes = NoteBook.empty();
    private LastingNotes lasting = LastingNotes.NONE;
    private Map<String, Hearing> hearings = new LinkedHashMap<>();
    private RunProgress run;
    private String question;
    private long lastSeq;
    /** Follows from the messages: no part of a checkpoint. */
    private final transient WrittenMessages written = new WrittenMessages();

    /** The state after all these events, from the first of a conversation on. */
    public static ContextState fold(List<RecordedEvent> events) {
        var state = new ContextState();
        StandingEvents.of(events).forEach(state::apply);
        return state;
    }

    WrittenMessages written() {
        return written;
    }

    /**
     * Applies the next event that stands. Numbers may be left out where measurements of an ended run were removed, or where a rewind took
     * events back. What a rewind takes back can't be undone here: with one among the events that follow, the
     * conversation is folded anew ({@link StandingEvents}).
     *
     * @throws IllegalArgumentException when the event is not after the last applied
     */
    public void apply(RecordedEvent recorded) {
        if (recorded.seq() <= lastSeq) {
            throw new IllegalArgumentException("Event " + recorded.seq() + " does not follow " + lastSeq);
        }
        lastSeq = recorded.seq();
        if (running() && run.id().equals(recorded.runId())) {
            run.use().at(recorded.at(), !run.parking().parked() && !(recorded.event() instanceof RunContinued));
        }
        apply(recorded.event(), recorded.runId());
    }

    private void apply(ConversationEvent event, UUID runId) {
        switch (event) {
            case MessageEvent said -> applySaid(said);
            case RunEvent ofRun -> applyRun(ofRun, runId);
            case ApprovalEvent ofCall -> applyCall(ofCall);
            case WindowEvent ofWindow -> applyWindow(ofWindow);
            case DocumentEvent ofDocuments -> applyDocuments(ofDocuments);
            case NoteEvent ofNotes -> applyNotes(ofNotes);
            case MemoryEvent ofMemory -> applyMemory(ofMemory);
            case VerificationEvent ofCheck -> applyCheck(ofCheck);
            case HistoryEvent ofLog -> applyHistory(ofLog);
        }
    }

    private void applySaid(MessageEvent event) {
        switch (event) {
            case UserSpoke said -> {
                question = said.content();
                messages.add(new WindowMessage.User(lastSeq, said.content()));
            }
            case Nudged nudge -> {
                messages.add(new WindowMessage.Nudge(lastSeq, nudge.content()));
                run.nudged();
            }
            case NoticeGiven notice -> messages.add(new WindowMessage.Notice(lastSeq, notice.content()));
            case AssistantSpoke said -> {
                messages.add(WindowMessages.assistant(lastSeq, said));
                calibration.reported(said.inputTokens());
                run.spoke(said);
            }
            case ToolAnswered answer -> {
                messages.add(WindowMessages.tool(lastSeq, answer));
                run.calledTool(answer);
                answeredTools.add(answer.tool());
                run.parking().answered(answer.callId());
            }
        }
    }

    private void applyRun(RunEvent event, UUID runId) {
        switch (event) {
            case RunStarted started -> {
                run = new RunProgress(runId, started.terms(), lastSeq);
                calibration.begin(started.terms());
            }
            case ModelAnswered answer -> {
                run.use().answered(answer);
                calibration.answeredBy(answer.model());
            }
            case RunRewound rewound -> messages.skipTo(rewound.lastMsgId());
            case LimitsSet limits -> run.use().limitedTo(limits);
            case FunctionsOffered offered -> run.offered(offered.terms());
            case AnswerRefused ignored -> run.answerRefused();
            case CancelRequested ignored -> run.cancelRequested();
            case PauseRequested ignored -> run.parking().pauseRequested();
            case RunPaused ignored -> run.parking().paused();
            case RunResumed ignored -> run.parking().left();
            case RunFinished ignored -> run.ended();
            case RunFailed ignored -> run.ended();
            case StepStarted ignored -> { }
            case ModelFellBack ignored -> { }
            case RunContinued ignored -> { }
        }
    }

    private void applyCall(ApprovalEvent event) {
        switch (event) {
            case ToolStarted started -> run.parking().started(started);
            case ApprovalRequested request -> {
                run.parking().waits(request);
                if (request.isOfCaller()) {
                    run.calledFunction();
                }
            }
            case ApprovalAnswered answer -> run.parking().decided(answer);
        }
    }

    private void applyWindow(WindowEvent event) {
        switch (event) {
            case BudgetMeasured budget -> {
                run.measured(budget.requestTokens());
                messages.measured();
                calibration.asked(budget.countedTokens() == null ? budget.requestTokens() : budget.countedTokens());
            }
            case MessagePruned prune -> {
                if (messages.prune(prune) && run != null) {
                    run.pruned();
                }
            }
            case PruneHeld prune -> messages.hold(prune);
            case ExchangesFolded fold -> messages.fold(fold);
            case QuestionsFolded fold -> messages.fold(fold);
            case ResultCut cut -> messages.cut(cut);
            case MessagesRestored restore -> messages.restore(restore);
            case CalibrationRaised raise -> {
                calibration.raise(raise.to());
                run.refused();
            }
        }
    }

    private void applyDocuments(DocumentEvent event) {
        documents.apply(event);
        // Tools are also called without a run, over MCP.
        if (event instanceof TextRead text && run != null) {
            run.read(text.tokens());
        }
    }

    private void applyNotes(NoteEvent event) {
        switch (event) {
            case NoteWritten note -> notes = notes.with(new Note(note.key(), note.summary(), note.content()));
            case NoteDeleted note -> notes = notes.without(note.key());
            case LastingNotesListed listed -> lasting = lasting.after(listed);
            case LastingNoteRead note -> lasting = lasting.after(note);
            case LastingNoteWritten note -> lasting = lasting.after(note);
        }
        if (event instanceof NoteWritten || event instanceof NoteDeleted || event instanceof LastingNoteWritten) {
            messages.notesChanged();
        }
    }

    private void applyMemory(MemoryEvent event) {
        switch (event) {
            case MetaMemorySelected front -> run.metaMemory(front.selection());
            case MemoryRecalled recall -> {
                recall.items().forEach(recalled::remove);
                recalled.addAll(recall.items());
                if (recall.by().equals(MemoryRecalled.RUNTIME)) {
                    run.recalls();
                }
            }
        }
    }

    private void applyCheck(VerificationEvent event) {
        switch (event) {
            case Verified verified -> {
                if (verified.sentBack()) {
                    run.answerSentBack();
                }
            }
            case ProcedureActed acted -> hearings.put(acted.courtType(), hearing(acted.courtType())
                    .after(acted.pack(), acted.stage(), acted.act(), acted.violations()));
        }
    }

    private void applyHistory(HistoryEvent event) {
        switch (event) {
            case EventsSetAside aside -> messages.skipTo(aside.lastMsgId() == null ? 0 : aside.lastMsgId());
            case HistoryRepaired ignored -> { }
            case ConversationForked ignored -> { }
        }
    }

    /** The messages of the window in order, stubs with what they need. */
    public List<WindowMessage> messages() {
        return messages.inWindow();
    }

    /** What of the messages stands in the window, and what became of the others. */
    public WindowMessages window() {
        return messages;
    }

    public TokenCalibration calibration() {
        return calibration;
    }

    /** A message of the window; empty when it is folded or never was. */
    public Optional<Numbered> message(int msgId) {
        return messages.find(msgId);
    }

    public boolean isPruned(int msgId) {
        return messages.isPruned(msgId);
    }

    /** Stubs in the window. */
    public int prunedMessages() {
        return messages.stubs();
    }

    public NoteBook notes() {
        return notes;
    }

    /** The conversation's notes and the lasting ones that it was told of, these with their summary only: the block in the window. */
    public NoteBook windowNotes() {
        return lasting.besides(notes);
    }

    /** Summaries of the agent's and the user's notes by key, as the window shows them. */
    public SequencedMap<String, String> lastingNoteSummaries() {
        return Collections.unmodifiableSequencedMap(lasting.summaries());
    }

    /** Whether a lasting note was shown, by its summary at least. Others may have written it. */
    public boolean lastingNotesShown() {
        return !lasting.equals(LastingNotes.NONE);
    }

    /** Names of all tools that have answered in this conversation, whether with a result or an error. */
    public SequencedSet<String> answeredTools() {
        return Collections.unmodifiableSequencedSet(answeredTools);
    }

    /** The version of a lasting note that was read or written here in full, 0 when none was. */
    public int knownVersion(String lastingKey) {
        return lasting.knownVersion(lastingKey);
    }

    public List<AttachedDocument> documents() {
        return documents.attached();
    }

    /** Also those that were detached since. */
    public List<AttachedDocument> everAttached() {
        return documents.everAttached();
    }

    public Optional<Effect.IndexBuilt> index() {
        return documents.index();
    }

    public ScanPosition scan() {
        return documents.scan();
    }

    public SequencedSet<String> searchedKeywords() {
        return documents.searchedKeywords();
    }

    /** What the user said, as far as it stands in the window. */
    public List<String> said() {
        return messages().stream().filter(WindowMessage.User.class::isInstance).map(message -> ((WindowMessage.User) message).content()).toList();
    }

    /** The hearings that were begun here, in that order. */
    public List<Hearing> hearings() {
        return List.copyOf(hearings.values());
    }

    /** The hearing of that kind of court, as its pack writes it; one in which nothing was done when it was not begun. */
    public Hearing hearing(String courtType) {
        return hearings.getOrDefault(courtType, Hearing.notBegun(courtType));
    }

    /** Spans of text that entered the window over all runs, once each, in the order in which they were last read. */
    public List<TextRead> textRead() {
        return documents.textRead();
    }

    /** Memories that entered the window over all runs, once each, in the order in which they last did. */
    public List<MemoryItem> recalled() {
        return List.copyOf(recalled);
    }

    /** The run in progress, or the last one; empty before the first. */
    public Optional<RunProgress> run() {
        return Optional.ofNullable(run);
    }

    public boolean running() {
        return run != null && run.active();
    }

    /** What the user asked last, null before the first question. */
    public String question() {
        return question;
    }

    public int nextMsgId() {
        return messages.lastMsgId() + 1;
    }

    public long lastSeq() {
        return lastSeq;
    }

    /** The model's last message, empty before its first. */
    public Optional<WindowMessage.Assistant> lastAssistant() {
        return messages().reversed().stream()
                .filter(WindowMessage.Assistant.class::isInstance)
                .map(WindowMessage.Assistant.class::cast)
                .findFirst();
    }

    /** Ids of all calls that stand in the window. */
    public Set<String> callIds() {
        return messages().stream().filter(WindowMessage.Assistant.class::isInstance).flatMap(said -> ((WindowMessage.Assistant) said).calls().stream())
                .map(Call::id).collect(Collectors.toSet());
    }

    /** Calls of the last assistant message that no tool has answered yet: where a run goes on after a crash. */
    public List<Call> pendingCalls() {
        int answered = 0;
        for (WindowMessage message : messages().reversed()) {
            switch (message) {
                case WindowMessage.Tool ignored -> answered++;
                case WindowMessage.Assistant assistant -> {
                    return assistant.calls().subList(Math.min(answered, assistant.calls().size()), assistant.calls().size());
                }
                case WindowMessage.Notice ignored -> { }
                default -> {
                    return List.of();
                }
            }
        }
        return List.of();
    }

    /** What the model said without calling a tool, when that is the last message and complete, with what it goes on from; null otherwise. */
    public String spokenAnswer() {
        boolean spoke = !messages().isEmpty() && messages().getLast() instanceof WindowMessage.Assistant said && said.calls().isEmpty()
                && said.text() != null && !said.text().isBlank();
        return spoke && run != null && run.ending() == null ? run.saidSoFar().strip() : null;
    }
}
