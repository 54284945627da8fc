package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.UUID;
import palimpsest.memory.note.Note;
import palimpsest.memory.note.NoteBook;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationEvent.AssistantSpoke;
import palimpsest.runtime.event.ConversationEvent.AttachedDocument;
import palimpsest.runtime.event.ConversationEvent.BudgetMeasured;
import palimpsest.runtime.event.ConversationEvent.Call;
import palimpsest.runtime.event.ConversationEvent.CancelRequested;
import palimpsest.runtime.event.ConversationEvent.DocumentsChanged;
import palimpsest.runtime.event.ConversationEvent.HistoryRepaired;
import palimpsest.runtime.event.ConversationEvent.IndexBuilt;
import palimpsest.runtime.event.ConversationEvent.LastingNoteRead;
import palimpsest.runtime.event.ConversationEvent.LastingNoteWritten;
import palimpsest.runtime.event.ConversationEvent.LastingNotesListed;
import palimpsest.runtime.event.ConversationEvent.MessagePruned;
import palimpsest.runtime.event.ConversationEvent.NoteDeleted;
import palimpsest.runtime.event.ConversationEvent.NoteWritten;
import palimpsest.runtime.event.ConversationEvent.Nudged;
import palimpsest.runtime.event.ConversationEvent.RunFailed;
import palimpsest.runtime.event.ConversationEvent.RunFinished;
import palimpsest.runtime.event.ConversationEvent.RunStarted;
import palimpsest.runtime.event.ConversationEvent.ScanMoved;
import palimpsest.runtime.event.ConversationEvent.Searched;
import palimpsest.runtime.event.ConversationEvent.StepStarted;
import palimpsest.runtime.event.ConversationEvent.TextRead;
import palimpsest.runtime.event.ConversationEvent.ToolAnswered;
import palimpsest.runtime.event.ConversationEvent.UserSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ScanPosition;

/**
 * What a conversation is after the events applied so far: a fold, with no clock, no randomness and no input but the
 * events. Not safe for several threads; whoever needs one folds the log anew.
 */
public final class ContextState {

    private final List<WindowMessage> messages = new ArrayList<>();
    private final Map<Integer, Numbered> numbered = new HashMap<>();
    private final Map<Integer, MessagePruned> pruned = new LinkedHashMap<>();
    private final Map<UUID, AttachedDocument> documents = new LinkedHashMap<>();
    private final Map<UUID, AttachedDocument> everAttached = new LinkedHashMap<>();
    private final SequencedSet<String> searched = new LinkedHashSet<>();
    private final List<TextRead> read = new ArrayList<>();
    private NoteBook notes = NoteBook.empty();
    private LastingNotes lasting = LastingNotes.NONE;
    private Effect.IndexBuilt index;
    private ScanPosition scan = ScanPosition.START;
    private RunProgress run;
    private String question;
    private int lastMsgId;
    private long lastSeq;

    public static ContextState fold(Iterable<RecordedEvent> events) {
        var state = new ContextState();
        events.forEach(state::apply);
        return state;
    }

    /**
     * Applies the next event. Numbers may be left out where measurements of an ended run were removed.
     *
     * @throws IllegalArgumentException when the event is not after the last applied
     */
    public void apply(RecordedEvent recorded) {
        if (recorded.seq() <= lastSeq) {
            throw new IllegalArgumentException("Event " + recorded.seq() + " does not follow " + lastSeq);
        }
        lastSeq = recorded.seq();
        apply(recorded.event(), recorded.runId());
    }

    private void apply(ConversationEvent event, UUID runId) {
        switch (event) {
            case UserSpoke said -> {
                question = said.content();
                messages.add(new WindowMessage.User(lastSeq, said.content()));
            }
            case Nudged nudge -> {
                messages.add(new WindowMessage.Nudge(lastSeq, nudge.content()));
                run.nudged();
            }
            case DocumentsChanged change -> {
                change.added().forEach(document -> documents.putIfAbsent(document.id(), document));
                change.added().forEach(document -> everAttached.putIfAbsent(document.id(), document));
                change.removed().forEach(documents::remove);
            }
            case RunStarted started -> run = new RunProgress(runId, started.terms(), lastSeq);
            case StepStarted ignored -> { }
            case BudgetMeasured budget -> run.measured(budget.requestTokens());
            case AssistantSpoke said -> {
                number(new WindowMessage.Assistant(lastSeq, said.msgId(), said.text(), said.calls()));
                run.spoke();
            }
            case ToolAnswered answer -> {
                number(new WindowMessage.Tool(lastSeq, answer.msgId(), answer.invokingMsgId(), answer.callId(), answer.tool(), answer.result()));
                run.calledTool();
            }
            case NoteWritten note -> notes = notes.with(new Note(note.key(), note.summary(), note.content()));
            case NoteDeleted note -> notes = notes.without(note.key());
            case LastingNotesListed listed -> lasting = lasting.after(listed);
            case LastingNoteRead note -> lasting = lasting.after(note);
            case LastingNoteWritten note -> lasting = lasting.after(note);
            case MessagePruned prune -> {
                if (pruned.putIfAbsent(prune.msgId(), prune) == null && run != null) {
                    run.pruned();
                }
            }
            case IndexBuilt built -> {
                index = new Effect.IndexBuilt(built.chunkSize(), built.overlap(), built.documentIds());
                searched.clear();
            }
            case ScanMoved moved -> scan = new ScanPosition(moved.scanMode(), moved.lastChunk());
            case TextRead text -> {
                read.add(text);
                run.read(text.tokens());
            }
            case Searched keywords -> searched.addAll(keywords.keywords());
            case HistoryRepaired ignored -> { }
            case CancelRequested ignored -> run.cancelRequested();
            case RunFinished ignored -> run.ended();
            case RunFailed ignored -> run.ended();
        }
    }

    private void number(Numbered message) {
        messages.add(message);
        numbered.put(message.msgId(), message);
        lastMsgId = message.msgId();
    }

    /** All messages in order, pruned ones in their original form. */
    public List<WindowMessage> messages() {
        return Collections.unmodifiableList(messages);
    }

    public Optional<Numbered> message(int msgId) {
        return Optional.ofNullable(numbered.get(msgId));
    }

    public boolean isPruned(int msgId) {
        return pruned.containsKey(msgId);
    }

    public Optional<MessagePruned> prune(int msgId) {
        return Optional.ofNullable(pruned.get(msgId));
    }

    public int prunedMessages() {
        return pruned.size();
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
        return lasting.summaries();
    }

    /** The version of a lasting note that was read or written here in full, 0 when none was. */
    public int knownVersion(String lastingKey) {
        return lasting.knownVersion(lastingKey);
    }

    public List<AttachedDocument> documents() {
        return List.copyOf(documents.values());
    }

    /** Also those that were detached since. */
    public List<AttachedDocument> everAttached() {
        return List.copyOf(everAttached.values());
    }

    public Optional<Effect.IndexBuilt> index() {
        return Optional.ofNullable(index);
    }

    public ScanPosition scan() {
        return scan;
    }

    public SequencedSet<String> searchedKeywords() {
        return Collections.unmodifiableSequencedSet(searched);
    }

    /** Spans of text that entered the window, in order, over all runs. */
    public List<TextRead> textRead() {
        return Collections.unmodifiableList(read);
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
        return lastMsgId + 1;
    }

    public long lastSeq() {
        return lastSeq;
    }

    /** The model's last message, empty before its first. */
    public Optional<WindowMessage.Assistant> lastAssistant() {
        return messages.reversed().stream()
                .filter(WindowMessage.Assistant.class::isInstance)
                .map(WindowMessage.Assistant.class::cast)
                .findFirst();
    }

    /** Calls of the last assistant message that no tool has answered yet: where a run goes on after a crash. */
    public List<Call> pendingCalls() {
        int answered = 0;
        for (WindowMessage message : messages.reversed()) {
            switch (message) {
                case WindowMessage.Tool ignored -> answered++;
                case WindowMessage.Assistant assistant -> {
                    return assistant.calls().subList(Math.min(answered, assistant.calls().size()), assistant.calls().size());
                }
                default -> {
                    return List.of();
                }
            }
        }
        return List.of();
    }

    /** What the model said without calling a tool, when that is the last message; null otherwise. */
    public String spokenAnswer() {
        return !messages.isEmpty() && messages.getLast() instanceof WindowMessage.Assistant said && said.calls().isEmpty()
                && said.text() != null && !said.text().isBlank() ? said.text().strip() : null;
    }
}
