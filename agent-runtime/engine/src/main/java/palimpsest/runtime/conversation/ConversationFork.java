package palimpsest.runtime.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.conversation.Conversation;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.note.NoteScope;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.run.RunRow;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.HistoryEvent.ConversationForked;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunResumed;
import palimpsest.runtime.loop.Runs;

/** Copies a conversation's beginning into a new one. */
public final class ConversationFork {

    private final ConversationStore store;
    private final EventLog events;
    private final ConversationLog log;
    private final Runs runs;
    private final NoteStore notes;
    private final TransactionTemplate transaction;

    public ConversationFork(ConversationStore store, EventLog events, ConversationLog log, Runs runs, NoteStore notes, TransactionTemplate transaction) {
        this.store = store;
        this.events = events;
        this.log = log;
        this.runs = runs;
        this.notes = notes;
        this.transaction = transaction;
    }

    /**
     * @param standing events of the origin that stand
     * @param fromStep of {@code run}, which goes on from there under an id of its own; null for all that there is
     */
    Conversation of(Conversation origin, List<RecordedEvent> standing, RunRow run, Integer fromStep) {
        return through(origin, run, fromStep == null ? standing.getLast().seq() : StepPosition.of(standing, run.id(), fromStep).keptThrough());
    }

    /** @param run goes on under an id of its own when it has not ended by {@code through} */
    Conversation through(Conversation origin, RunRow run, long through) {
        UUID newRun = UUID.randomUUID();
        Conversation copy = transaction.execute(status -> copied(origin, run, newRun, through));
        runs.start(newRun);
        return copy;
    }

    private Conversation copied(Conversation origin, RunRow run, UUID newRun, long through) {
        Conversation copy = store.createConversation(origin.tenant(), origin.agentId(), Titles.ofCopy(origin.title()));
        notes.owners(origin.tenant(), origin.id()).stream().filter(owner -> owner.scope() == NoteScope.USER)
                .forEach(user -> notes.assignUser(origin.tenant(), copy.id(), user.id()));
        events.copy(origin.tenant(), origin.id(), copy.id(), through, run.id(), newRun);
        ContextState state = ContextState.fold(log.read(origin.tenant(), copy.id(), 0));
        List<ConversationEvent> added = new ArrayList<>(List.of(new ConversationForked(origin.id(), run.id(), through)));
        if (state.running()) {
            if (state.run().orElseThrow().parking().parked()) {
                added.add(new RunResumed());
            }
            runs.create(origin.tenant(), newRun, copy.id(), origin.agentId());
        }
        log.append(origin.tenant(), copy.id(), state.running() ? newRun : null, state.lastSeq(), added);
        return copy;
    }
}
