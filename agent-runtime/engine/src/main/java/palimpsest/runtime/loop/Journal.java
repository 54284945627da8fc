package palimpsest.runtime.loop;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.memory.run.LeaseLostException;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ApprovalEvent.ToolStarted;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;
import palimpsest.runtime.event.DocumentEvent.IndexBuilt;
import palimpsest.runtime.event.DocumentEvent.ScanMoved;
import palimpsest.runtime.event.DocumentEvent.Searched;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.runtime.event.HeldEvent;
import palimpsest.runtime.event.HistoryEvent.EventsSetAside;
import palimpsest.runtime.event.MemoryEvent.MemoryRecalled;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.AnswerRefused;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import palimpsest.runtime.event.RunEvent.ModelFellBack;
import palimpsest.runtime.event.RunEvent.PauseRequested;
import palimpsest.runtime.event.RunEvent.RunContinued;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.event.VerificationEvent.ProcedureActed;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.observe.RunObservations;

/**
 * A conversation's log together with the state that follows from it. What {@link #append} is given is in the log when it returns. What {@link #hold} is
 * given takes effect here at once, and is appended together with what follows it: before anything that takes time or has an effect outside,
 * {@link #flush} is called. For one thread.
 */
final class Journal {

    private static final int ATTEMPTS = 20;

    private final ConversationLog log;
    private final ConversationStates states;
    private final String tenant;
    private final UUID conversationId;
    private final StepGuard guard;
    private final RunObservations observations;
    private final ContextState state;
    private final List<HeldEvent> held = new ArrayList<>();
    private StepGuard.Position before;
    private Instant lastTime = Instant.MIN;
    private long kept;

    Journal(ConversationLog log, ConversationStates states, String tenant, UUID conversationId, StepGuard guard, RunObservations observations) {
        this(log, states, tenant, conversationId, guard, observations, null);
    }

    /** @param opened the conversation as it is known, for this journal alone; null to read it */
    Journal(ConversationLog log, ConversationStates states, String tenant, UUID conversationId, StepGuard guard, RunObservations observations, ContextState opened) {
        this.log = log;
        this.states = states;
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.guard = guard;
        this.observations = observations;
        this.state = opened != null ? opened : states.open(tenant, conversationId);
        this.kept = states.countedFrom(state);
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
        flush();
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
        flush();
        try {
            appendOnce(runId, events);
            return true;
        } catch (ConcurrentAppendException e) {
            return false;
        }
    }

    private void appendOnce(UUID runId, List<ConversationEvent> events) {
        var appended = log.append(tenant, conversationId, runId, state.lastSeq(), events, () -> guard.commit(StepGuard.Position.of(state), events));
        guard.committed(events);
        observations.appended(events);
        appended.forEach(state::apply);
        kept = states.keepIfDue(tenant, conversationId, state, kept);
    }

    /** Applies the run's events, which are appended with the next ones or by {@link #flush}; appends them at once where one of them must not wait. */
    void hold(UUID runId, List<ConversationEvent> events) {
        if (!events.stream().allMatch(Journal::mayWait)) {
            append(runId, events);
            return;
        }
        if (held.isEmpty()) {
            before = StepGuard.Position.of(state);
        }
        for (ConversationEvent event : events) {
            // Stored times have microseconds; of one run they never go back.
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            lastTime = now.isAfter(lastTime) ? now : lastTime;
            HeldEvent next = log.held(conversationId, runId, state.lastSeq() + 1, lastTime, event);
            held.add(next);
            state.apply(next.recorded());
        }
    }

    /**
     * Appends what is held.
     *
     * @throws RunTakenOver      when another runtime works on the run
     * @throws AppendedMeanwhile when others appended first: what was held stands after that, and this journal is to be opened anew
     * @throws HistoryMended     when this journal is to be opened anew
     */
    void flush() {
        if (held.isEmpty()) {
            return;
        }
        List<HeldEvent> appending = List.copyOf(held);
        // Once only: whether an append that failed stands in the log, only the log can tell.
        held.clear();
        List<ConversationEvent> events = events(appending);
        try {
            guard.row(before, events).ifPresentOrElse(row -> log.appendHeld(tenant, conversationId, appending, row, guard::commit),
                    () -> log.appendHeld(tenant, conversationId, appending, () -> guard.commit(before, events)));
        } catch (ConcurrentAppendException e) {
            appendAfterOthers(appending, e);
        } catch (LeaseLostException e) {
            throw new RunTakenOver(e.getMessage());
        }
        guard.committed(events);
        observations.appended(events);
        kept = states.keepIfDue(tenant, conversationId, state, kept);
    }

    /** To follow the last append of a run that has ended: its state is another's from now on. */
    void leave() {
        if (held.isEmpty() && !state.running()) {
            states.leave(tenant, conversationId, state);
        }
    }

    /** A step that was to begin is decided on anew, what happened is kept. */
    private void appendAfterOthers(List<HeldEvent> appending, ConcurrentAppendException moved) {
        List<HeldEvent> happened = new ArrayList<>(appending);
        while (!happened.isEmpty() && isBeginning(happened.getLast().recorded().event())) {
            happened.removeLast();
        }
        List<ConversationEvent> events = events(happened);
        UUID runId = appending.getFirst().recorded().runId();
        for (int attempt = 1; ; attempt++) {
            long last = before.lastSeq();
            for (RecordedEvent foreign : log.read(tenant, conversationId, before.lastSeq())) {
                admit(foreign);
                last = foreign.seq();
            }
            if (events.isEmpty()) {
                throw new AppendedMeanwhile(conversationId, last);
            }
            var after = new StepGuard.Position(before.steps(), before.tokens(), last);
            try {
                log.append(tenant, conversationId, runId, last, events, () -> guard.commit(after, events));
            } catch (ConcurrentAppendException e) {
                if (attempt == ATTEMPTS) {
                    throw moved;
                }
                continue;
            }
            guard.committed(events);
            observations.appended(events);
            throw new AppendedMeanwhile(conversationId, last);
        }
    }

    private static List<ConversationEvent> events(List<HeldEvent> held) {
        return held.stream().map(event -> event.recorded().event()).toList();
    }

    private static boolean isBeginning(ConversationEvent event) {
        return event instanceof StepStarted || event instanceof BudgetMeasured;
    }

    /** Not what changes messages by their numbers in the log, nor notes: an append with one may be refused, and the call that wrote it is told. */
    private static boolean mayWait(ConversationEvent event) {
        return switch (event) {
            case StepStarted ignored -> true;
            case BudgetMeasured ignored -> true;
            case ModelAnswered ignored -> true;
            case ModelFellBack ignored -> true;
            case AssistantSpoke ignored -> true;
            case ToolStarted ignored -> true;
            case ToolAnswered ignored -> true;
            case TextRead ignored -> true;
            case Searched ignored -> true;
            case IndexBuilt ignored -> true;
            case ScanMoved ignored -> true;
            case MemoryRecalled ignored -> true;
            case ProcedureActed ignored -> true;
            case Nudged ignored -> true;
            case AnswerRefused ignored -> true;
            case Verified ignored -> true;
            case RunContinued ignored -> true;
            case RunFinished ignored -> true;
            case RunFailed ignored -> true;
            default -> false;
        };
    }

    /**
     * Takes in what others may append while a run goes on: documents, a request to cancel or to pause, what a person restores.
     *
     * @throws RunTakenOver  when another runtime works on the run
     * @throws HistoryMended when this journal is to be opened anew
     */
    private void takeIn() {
        for (RecordedEvent foreign : log.read(tenant, conversationId, state.lastSeq())) {
            admit(foreign);
            state.apply(foreign);
        }
    }

    private void admit(RecordedEvent foreign) {
        switch (foreign.event()) {
            case DocumentsChanged ignored -> { }
            case CancelRequested ignored -> { }
            case PauseRequested ignored -> { }
            case MessagesRestored ignored -> { }
            case EventsSetAside ignored -> throw new HistoryMended(conversationId, foreign.seq());
            default -> throw new RunTakenOver(conversationId, foreign.seq());
        }
    }
}
