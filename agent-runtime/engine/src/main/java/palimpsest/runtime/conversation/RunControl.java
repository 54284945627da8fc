package palimpsest.runtime.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import palimpsest.memory.conversation.Conversation;
import palimpsest.memory.run.RunRow;
import palimpsest.memory.run.RunState;
import palimpsest.memory.run.RunStateException;
import palimpsest.memory.run.RunStore;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalDecision;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.CallerTerms;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.RunEvent.FunctionsOffered;
import palimpsest.runtime.event.RunEvent.PauseRequested;
import palimpsest.runtime.event.RunEvent.RunResumed;
import palimpsest.runtime.event.RunEvent.RunRewound;
import palimpsest.runtime.loop.Runs;

/** What a person does with a run: let it wait, go on, end, try again, branch off; decide on its calls. */
public final class RunControl {

    private final Conversations conversations;
    private final RunStore store;
    private final Runs runs;
    private final ConversationFork fork;

    public RunControl(Conversations conversations, RunStore store, Runs runs, ConversationFork fork) {
        this.conversations = conversations;
        this.store = store;
        this.runs = runs;
        this.fork = fork;
    }

    /** @throws RequestRefused when there is no such run, or its conversation was deleted */
    public RunRow find(String tenant, UUID runId) {
        RunRow run = store.find(tenant, runId).orElseThrow(() -> new RequestRefused(Reason.NOT_FOUND, "There is no run " + runId + "."));
        conversations.find(tenant, run.conversationId());
        return run;
    }

    /** Oldest first. */
    public List<RunRow> ofConversation(String tenant, UUID conversationId) {
        conversations.find(tenant, conversationId);
        return store.ofConversation(tenant, conversationId);
    }

    /** Parks the run after its step in progress; no effect when that is asked for already. */
    public void pause(String tenant, UUID runId) {
        RunRow run = find(tenant, runId);
        conversations.change(tenant, run.conversationId(), runId, state -> {
            RunProgress progress = inProgress(state, run, "paused");
            if (progress.parking().parked()) {
                throw wrongState(run, "it waits already");
            }
            return progress.parking().pauseIsRequested() ? List.of() : List.of(new PauseRequested());
        }, () -> { });
    }

    /** Goes on with a paused run. */
    public void resume(String tenant, UUID runId) {
        RunRow run = find(tenant, runId);
        queued(run, () -> conversations.change(tenant, run.conversationId(), runId, state -> {
            if (!inProgress(state, run, "resumed").parking().isPaused()) {
                throw wrongState(run, "only a paused run can be resumed");
            }
            return List.of(new RunResumed());
        }, () -> runs.requeue(run, RunState.PAUSED)));
    }

    /** Ends the run after its step in progress, or where it waits. */
    public void cancel(String tenant, UUID runId) {
        RunRow run = find(tenant, runId);
        inProgress(conversations.state(tenant, run.conversationId()), run, "cancelled");
        conversations.cancel(tenant, run.conversationId());
    }

    /**
     * Decides on the call that the run waits for.
     *
     * @param result what the tool is taken to have answered, in place of running it; null to let {@code approved} decide
     */
    public void decide(String tenant, UUID runId, String callId, boolean approved, String reason, String result) {
        RequestRefused.requireStorable("reason", reason);
        RequestRefused.requireStorable("result", result);
        RunRow run = find(tenant, runId);
        var decision = result != null ? ApprovalDecision.ANSWERED : approved ? ApprovalDecision.APPROVED : ApprovalDecision.REJECTED;
        queued(run, () -> conversations.change(tenant, run.conversationId(), runId, state -> {
            var waiting = inProgress(state, run, "decided on").parking().waitingFor();
            if (waiting.isEmpty() || !waiting.get().callId().equals(callId)) {
                throw wrongState(run, waiting.map(other -> "it waits for a decision on call " + other.callId()).orElse("it waits for no decision"));
            }
            return List.of(new ApprovalAnswered(callId, decision, reason, result));
        }, () -> runs.requeue(run, RunState.WAITING)));
    }

    /**
     * Gives the results of the caller's functions that the run waits for.
     *
     * @param results   by call; that of the first call that is waited for must be there, those of the others may
     * @param terms     of the caller from now on
     * @param alongside given the number of the last event before; joins the transaction, and what it throws undoes all
     */
    public void result(String tenant, UUID runId, Map<String, String> results, CallerTerms terms, LongConsumer alongside) {
        RunRow run = find(tenant, runId);
        long[] before = new long[1];
        queued(run, () -> conversations.change(tenant, run.conversationId(), runId, state -> {
            RunProgress progress = inProgress(state, run, "given a result");
            ApprovalRequested waiting = progress.parking().waitingFor().filter(call -> call.isOfCaller() && results.containsKey(call.callId()))
                    .orElseThrow(() -> wrongState(run, "it waits for no result of a call " + String.join(", ", results.keySet())));
            before[0] = state.lastSeq();
            List<ConversationEvent> events = new ArrayList<>();
            // What must be called must be called anew after each result.
            if (!progress.caller().equals(terms) || terms.callRequired()) {
                events.add(FunctionsOffered.of(terms));
            }
            waiting.calls().stream().filter(call -> results.containsKey(call.id()))
                    .forEach(call -> events.add(new ApprovalAnswered(call.id(), ApprovalDecision.ANSWERED, null, results.get(call.id()))));
            return events;
        }, () -> {
            runs.requeue(run, RunState.WAITING);
            alongside.accept(before[0]);
        }));
    }

    /** Goes on from a step of a run that has ended or is paused; what came after no longer stands in the window. */
    public void retry(String tenant, UUID runId, Integer fromStep) {
        RunRow run = find(tenant, runId);
        queued(run, () -> conversations.change(tenant, run.conversationId(), runId, state -> {
            if (state.run().filter(last -> last.id().equals(runId)).isEmpty()) {
                throw wrongState(run, "only the last run of a conversation can be tried again; fork from this one instead");
            }
            if (!run.state().ended() && run.state() != RunState.PAUSED) {
                throw wrongState(run, "pause or cancel it first");
            }
            StepPosition position = StepPosition.of(conversations.standing(tenant, run.conversationId()), runId, fromStep);
            return List.of(new RunRewound(position.fromStep(), position.keptThrough(), state.nextMsgId() - 1));
        }, () -> runs.requeue(run, run.state())));
    }

    /** A new conversation with the history up to an event, which goes on from there; this one stays as it is. */
    public Conversation fork(String tenant, UUID runId, long throughSeq) {
        RunRow run = find(tenant, runId);
        conversations.admit(tenant);
        return fork.through(conversations.find(tenant, run.conversationId()), run, throughSeq);
    }

    /** A new conversation with the history up to a step, which goes on from there; this one stays as it is. */
    public Conversation fork(String tenant, UUID runId, Integer fromStep) {
        RunRow run = find(tenant, runId);
        Conversation origin = conversations.find(tenant, run.conversationId());
        conversations.admit(tenant);
        return fork.of(origin, conversations.standing(tenant, origin.id()), run, fromStep);
    }

    private void queued(RunRow run, Runnable change) {
        try {
            change.run();
        } catch (RunStateException e) {
            throw wrongState(find(run.tenant(), run.id()), "it changed just now");
        }
        runs.start(run.id());
    }

    private static RunProgress inProgress(ContextState state, RunRow run, String what) {
        return state.run().filter(progress -> progress.id().equals(run.id()) && progress.active())
                .orElseThrow(() -> wrongState(run, "a run that has ended can't be " + what));
    }

    private static RequestRefused wrongState(RunRow run, String why) {
        return new RequestRefused(Reason.RUN_STATE, "The run is " + run.state().label() + ": " + why + ".");
    }
}
