package palimpsest.runtime.loop;

import java.util.List;
import java.util.UUID;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationEvent.CancelRequested;
import palimpsest.runtime.event.ConversationEvent.DocumentsChanged;
import palimpsest.runtime.event.ConversationEvent.MessagesRestored;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.RecordedEvent;

/** A conversation's log together with the state that follows from it. Appends first, applies then. For one thread. */
final class Journal {

    private static final int ATTEMPTS = 20;

    private final ConversationLog log;
    private final String tenant;
    private final UUID conversationId;
    private final ConversationStates states;
    private final ContextState state;
    private long kept;

    Journal(ConversationLog log, ConversationStates states, String tenant, UUID conversationId) {
        this.log = log;
        this.states = states;
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.state = states.open(tenant, conversationId);
        this.kept = state.lastSeq();
    }

    ContextState state() {
        return state;
    }

    /**
     * Appends the run's events. What others may append meanwhile (documents, a request to cancel) is taken in first.
     *
     * @throws RunTakenOver when another runtime works on the run
     */
    void append(UUID runId, List<ConversationEvent> events) {
        for (int attempt = 1; ; attempt++) {
            try {
                log.append(tenant, conversationId, runId, state.lastSeq(), events).forEach(state::apply);
                kept = states.keepIfDue(tenant, conversationId, state, kept);
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
     * Takes in what others may append while a run goes on: documents, a request to cancel, what a person restores.
     *
     * @throws RunTakenOver when another runtime works on the run
     */
    void takeIn() {
        for (RecordedEvent foreign : catchUp()) {
            if (!(foreign.event() instanceof DocumentsChanged || foreign.event() instanceof CancelRequested
                    || foreign.event() instanceof MessagesRestored)) {
                throw new RunTakenOver(conversationId, foreign.seq());
            }
        }
    }

    private List<RecordedEvent> catchUp() {
        var events = log.read(tenant, conversationId, state.lastSeq());
        events.forEach(state::apply);
        return events;
    }
}
