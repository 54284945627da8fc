package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import palimpsest.memory.note.NoteNotWritten;
import palimpsest.runtime.answer.AnswerFormat;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ApprovalEvent.ToolStarted;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.AnswerRefused;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.model.wire.MessageEnding;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolOutcome;

/** Answers the calls of the model's last message: decides whether they may be run, runs them, and records what came of it. For one run's thread. */
final class CallAnswers {

    private static final String CUT_CALL = "This call was cut off at the output limit and was not run: its arguments are not whole. "
            + "Call it again with less text at once, or in several calls.";
    private static final String ONE_CALL = "Only the first tool call of a message is run. Call this tool again by itself if it is still needed.";
    private static final String AFTER_FINISH = "This call was not run: finish was called before it in the same message.";
    private static final String FINISH_BESIDE = "finish was not run: it was called beside other calls, before their results were known. Call it by itself once you know them.";
    private static final String STOPPED = "This call was not run: the run was stopped before it.";

    private final RunServices services;
    private final String tenant;
    private final UUID conversationId;
    private final UUID runId;
    private final Journal journal;
    private final RunTerms terms;
    private final WindowKeeper keeper;
    private final CallResults results;
    private final FormedAnswer formed;
    private final RunReading reading;

    CallAnswers(RunServices services, String tenant, UUID conversationId, UUID runId, Journal journal, RunTerms terms, WindowKeeper keeper,
                CallResults results, FormedAnswer formed, RunReading reading) {
        this.services = services;
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.runId = runId;
        this.journal = journal;
        this.terms = terms;
        this.keeper = keeper;
        this.results = results;
        this.formed = formed;
        this.reading = reading;
    }

    /** The next calls of the model's last message that wait. The last call of a message that was cut off is half a call: it is not run. */
    void answer(List<Call> pending) {
        ContextState state = journal.state();
        int invoking = state.lastAssistant().orElseThrow().msgId();
        if (terms.context().answersAllCalls() && !state.run().orElseThrow().caller().oneCallAtATime()) {
            answerInTurn(pending, invoking, state);
        } else {
            answerFirst(pending, invoking, state);
        }
    }

    /** The first of those that wait; the others wait on. What ends the run is answered only where the model had seen the results of all other calls. */
    private void answerInTurn(List<Call> pending, int invoking, ContextState state) {
        Call called = pending.getFirst();
        List<Call> waiting = pending.subList(1, pending.size());
        Optional<String> refusal = refusal(called, state.nextMsgId() == invoking + 1, state);
        if (refusal.isPresent()) {
            append(results.errors(List.of(called), state.nextMsgId(), invoking, call -> refusal.get()));
        } else if (called.name().equals(FormedAnswer.FINISH)) {
            finish(called, invoking, results.errors(waiting, state.nextMsgId() + 1, invoking, call -> AFTER_FINISH), state);
        } else {
            run(called, called, invoking, List.of(), waiting, state);
        }
    }

    private static Optional<String> refusal(Call called, boolean first, ContextState state) {
        RunProgress progress = state.run().orElseThrow();
        if (isCut(called, state)) {
            return Optional.of(CUT_CALL);
        }
        // A function of the caller may have its result already.
        if (first || ofCaller(called, state)) {
            return Optional.empty();
        }
        if (called.name().equals(FormedAnswer.FINISH)) {
            return Optional.of(FINISH_BESIDE);
        }
        return progress.cancelIsRequested() || progress.use().reached().isPresent() ? Optional.of(STOPPED) : Optional.empty();
    }

    /**
     * Of the agent's own the first is run, and the others are refused in the same append: no run ends between them. The caller's functions
     * are all handed over, and each is answered when its result is there.
     */
    private void answerFirst(List<Call> pending, int invoking, ContextState state) {
        Call called = pending.getFirst();
        boolean handedOver = ofCaller(called, state);
        boolean run = !isCut(called, state) && (handedOver || state.nextMsgId() == invoking + 1);
        boolean others = handedOver && !state.run().orElseThrow().caller().oneCallAtATime();
        // Answers follow the order of their calls: what stands behind another function of the caller waits for its result.
        List<Call> refused = pending.stream().skip(run ? 1 : 0).takeWhile(call -> !others || !ofCaller(call, state)).toList();
        List<ToolAnswered> refusals = results.errors(refused, state.nextMsgId() + (run ? 1 : 0), invoking, call -> isCut(call, state) ? CUT_CALL : ONE_CALL);
        if (!run) {
            append(refusals);
        } else if (called.name().equals(FormedAnswer.FINISH)) {
            finish(called, invoking, refusals, state);
        } else {
            run(called, called, invoking, refusals, List.of(), state);
        }
    }

    /** An answer is given when it is what the caller asked for; the model is told once what is wrong with it, and then the run fails. */
    private void finish(Call called, int invoking, List<ToolAnswered> refusals, ContextState state) {
        if (!formed.restricts()) {
            run(called, called, invoking, refusals, List.of(), state);
            return;
        }
        switch (formed.read(called)) {
            case AnswerFormat.Fits fits -> run(called, formed.giving(called, fits.json()), invoking, refusals, List.of(), state);
            case AnswerFormat.Misfit misfit -> {
                List<ConversationEvent> events = new ArrayList<>(results.error(state.nextMsgId(), called, invoking, formed.refusal(misfit.fault()), refusals));
                events.add(new AnswerRefused(invoking, misfit.fault()));
                if (!formed.mayTryAgain()) {
                    events.add(formed.failure(misfit.fault()));
                }
                append(events);
            }
        }
    }

    /**
     * @param given   the call as it is run
     * @param waiting calls of the message that are answered later, unless this one ends the run
     */
    private void run(Call called, Call given, int invoking, List<ToolAnswered> refusals, List<Call> waiting, ContextState state) {
        ToolOutcome outcome = outcome(given, state);
        if (outcome != null) {
            StorableOutcome storable = StorableOutcome.of(outcome);
            enter(judged(storable.outcome(), given, state), storable.repair(called.name()), called, invoking, refusals, waiting);
        }
    }

    private static boolean isCut(Call call, ContextState state) {
        return state.run().orElseThrow().ending() == MessageEnding.LENGTH && state.lastAssistant().orElseThrow().calls().getLast().id().equals(call.id());
    }

    private static boolean ofCaller(Call call, ContextState state) {
        return !isCut(call, state) && state.run().orElseThrow().caller().has(call.name());
    }

    /** The caller's other functions that the same message calls. */
    private static ApprovalRequested handedOver(ApprovalRequested request, ContextState state) {
        return !request.isOfCaller() || state.run().orElseThrow().caller().oneCallAtATime() ? request
                : request.with(state.pendingCalls().stream().filter(call -> !call.id().equals(request.callId()) && ofCaller(call, state)).toList());
    }

    private RunVerification.Judged judged(ToolOutcome outcome, Call called, ContextState state) {
        var tool = services.offer().tools().find(called.name());
        return tool.isEmpty() ? new RunVerification.Judged(outcome, null, false)
                : services.verification().judge(tenant, conversationId, state, reading, called, tool.get(), outcome);
    }

    private void enter(RunVerification.Judged judged, Optional<HistoryRepaired> repair, Call called, int invoking, List<ToolAnswered> refusals, List<Call> waiting) {
        int msgId = journal.state().nextMsgId();
        boolean ends = judged.stopped() || judged.outcome().effects().stream().anyMatch(Effect.Finished.class::isInstance);
        List<ToolAnswered> others = results.errors(waiting, msgId + 1, invoking, call -> STOPPED);
        try {
            List<ConversationEvent> events = new ArrayList<>();
            repair.ifPresent(events::add);
            events.addAll(ends ? results.of(judged, msgId, called, invoking, Stream.concat(refusals.stream(), others.stream()).toList(), List.of())
                    : results.of(judged, msgId, called, invoking, refusals, others));
            append(events);
        } catch (NoteNotWritten e) {
            // Between the call and its record someone else wrote the note, or its user was forgotten: nothing was appended.
            append(results.error(msgId, called, invoking, e.getMessage() + ".", refusals));
        }
    }

    /** Null when the run waits for a person instead, or has to decide anew. */
    private ToolOutcome outcome(Call call, ContextState state) {
        var tool = services.offer().tools().find(call.name()).filter(found -> terms.tools().contains(found.name()));
        switch (services.gate().verdict(call, tool, state.run().orElseThrow(), services.outsideText().hasEntered(state))) {
            case ToolGate.Park park -> {
                journal.tryAppend(runId, List.of(handedOver(park.request(), state)));
                return null;
            }
            case ToolGate.Instead instead -> {
                return instead.outcome();
            }
            case ToolGate.Run run -> {
                if (run.intent()) {
                    append(List.of(new ToolStarted(call.id(), call.name())));
                }
                var toolContext = new ConversationToolContext(tenant, conversationId, state, terms, services.documents(), services.past().pruned(), keeper::tokens);
                journal.flush();
                return services.observations().tool(conversationId, tool.isPresent() ? call.name() : "unknown",
                        () -> services.tools().run(call, terms.tools(), toolContext));
            }
        }
    }

    private void append(List<? extends ConversationEvent> events) {
        if (!events.isEmpty()) {
            journal.hold(runId, List.copyOf(events));
        }
    }
}
