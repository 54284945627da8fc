package palimpsest.runtime.loop;

import java.util.List;
import java.util.UUID;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationEvent.CancelRequested;
import palimpsest.runtime.event.ConversationEvent.DocumentsChanged;
import palimpsest.runtime.event.ConversationEvent.EventsSetAside;
import palimpsest.runtime.event.ConversationEvent.MessagesRestored;
import palimpsest.runtime.event.ConversationEvent.PauseRequested;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.observe.RunObservations;

/** A conversation's log together with the state that follows from it. Appends first, applies then. For one thread. */
final class Journal {

    private static final int ATTEMPTS = 20;

    private final ConversationLog log;
    private final ConversationStates states;
    private final String tenant;
    private final UUID conversationId;
    private final StepGuard guard;
    private final RunObservations observations;
    private final ContextState state;
    private long kept;

    Journal(ConversationLog log, ConversationStates states, String tenant, UUID conversationId, StepGuard guard, RunObservations observations) {
        this.log = log;
        this.states = states;
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.guard = guard;
        this.observations = observations;
        this.state = states.open(tenant, conversationId);
        this.kept = state.lastSeq();
    }

    ContextState state() {
        return state;
    }

    /**
     * Appends the run's events. What others may append meanwhile (documents, a request to cancel) is taken in first.
     *
     * @throws RunTakenOver  when another runtime works on the run
     * @throws HistoryMended when this journal is to be opened anew
     */
    void append(UUID runId, List<ConversationEvent> events) {
        for (int attempt = 1; ; attempt++) {
            try {
                appendOnce(runId, events);
                return;
            } catch (ConcurrentAppendException e) {
                takeIn();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Appends the run's events unless someone else appended meanwhile: for a decision that what was appended may change.
     *
     * @return whether they were appended
     */
    boolean tryAppend(UUID runId, List<ConversationEvent> events) {
        try {
            appendOnce(runId, events);
            return true;
        } catch (ConcurrentAppendException e) {
            return false;
        }
    }

    private void appendOnce(UUID runId, List<ConversationEvent> events) {
        var appended = log.append(tenant, conversationId, runId, state.lastSeq(), events, () -> guard.commit(state, events));
        guard.committed(events);
        observations.appended(events);
        appended.forEach(state::apply);
        kept = states.keepIfDue(tenant, conversationId, state, kept);
    }

    /**
     * Takes in what others may append while a run goes on: documents, a request to cancel or to pause, what a person restores.
     *
     * @throws RunTakenOver  when another runtime works on the run
     * @throws HistoryMended when this journal is to be opened anew
     */
    void takeIn() {
        for (RecordedEvent foreign : log.read(tenant, conversationId, state.lastSeq())) {
            switch (foreign.event()) {
                case DocumentsChanged ignored -> state.apply(foreign);
                case CancelRequested ignored -> state.apply(foreign);
                case PauseRequested ignored -> state.apply(foreign);
                case MessagesRestored ignored -> state.apply(foreign);
                case EventsSetAside ignored -> throw new HistoryMended(conversationId, foreign.seq());
                default -> throw new RunTakenOver(conversationId, foreign.seq());
            }
        }
    }
}
