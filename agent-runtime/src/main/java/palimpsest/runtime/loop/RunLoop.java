package palimpsest.runtime.loop;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.note.NoteChangedException;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.context.ProjectedMessage;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.context.WindowMessage;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.event.ConversationEvent.ApprovalRequested;
import palimpsest.runtime.event.ConversationEvent.AssistantSpoke;
import palimpsest.runtime.event.ConversationEvent.Call;
import palimpsest.runtime.event.ConversationEvent.MessagesRestored;
import palimpsest.runtime.event.ConversationEvent.ModelAnswered;
import palimpsest.runtime.event.ConversationEvent.ModelFellBack;
import palimpsest.runtime.event.ConversationEvent.Nudged;
import palimpsest.runtime.event.ConversationEvent.ResultCut;
import palimpsest.runtime.event.ConversationEvent.RunFailed;
import palimpsest.runtime.event.ConversationEvent.RunFinished;
import palimpsest.runtime.event.ConversationEvent.RunPaused;
import palimpsest.runtime.event.ConversationEvent.RunTerms;
import palimpsest.runtime.event.ConversationEvent.StepStarted;
import palimpsest.runtime.event.ConversationEvent.ToolAnswered;
import palimpsest.runtime.event.ConversationEvent.Verified;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.model.ReportedUsage;
import palimpsest.runtime.model.TokenListener;
import palimpsest.runtime.observe.RunObservations;
import palimpsest.runtime.past.Past;
import palimpsest.runtime.past.Restoration;
import palimpsest.runtime.event.ConversationEvent.ToolStarted;
import palimpsest.runtime.model.ModelPrice;
import palimpsest.runtime.verify.Finding;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolOutcome;

/**
 * Drives a run from its last recorded event to its end: measure, ask the model, run the tool it calls, record, repeat.
 * Everything is appended before it takes effect, so that a run goes on wherever its events stop, in this process or another.
 */
public final class RunLoop {

    private static final Logger log = LoggerFactory.getLogger(RunLoop.class);

    private static final int MOST_NUDGES = 3;
    private static final int MOST_REFUSALS = 2;
    private static final String EMPTY_RESPONSE = "Your last message was empty. Call one of the tools, or call finish with the answer.";
    private static final String CUT_RESPONSE = "Your last message was cut off at the output limit. Be shorter: call one tool, or finish with a short answer.";
    private static final String LAST_STEP = "One step is left. Call finish now with the best answer that your notes support.";
    private static final String ONE_CALL = "Only the first tool call of a message is run. Call this tool again by itself if it is still needed.";

    private final ConversationLog conversations;
    private final ToolRunner tools;
    private final ToolOffer offer;
    private final DocumentStore documents;
    private final RunEnding ending;
    private final ConversationStates states;
    private final Past past;
    private final KnownCalibrations calibrations;
    private final ResultCutter cutter;
    private final ToolGate gate;
    private final RunVerification verification;
    private final RunObservations observations;

    /** Without checkpoints and recall; asks a person only for tools that ask for it themselves. */
    public RunLoop(ConversationLog conversations, ToolOffer offer, DocumentStore documents, RunEnding ending) {
        this(conversations, offer, documents, ending, ToolGate.OPEN);
    }

    /** Without checkpoints and recall. */
    public RunLoop(ConversationLog conversations, ToolOffer offer, DocumentStore documents, RunEnding ending, ToolGate gate) {
        this(conversations, ConversationStates.withoutCheckpoints(conversations), offer, documents, ending, Past.byIdOnly(conversations),
                new KnownCalibrations(), gate);
    }

    /** Without verification. */
    public RunLoop(ConversationLog conversations, ConversationStates states, ToolOffer offer, DocumentStore documents, RunEnding ending, Past past,
                   KnownCalibrations calibrations, ToolGate gate) {
        this(conversations, states, offer, documents, ending, past, calibrations, gate, RunVerification.none());
    }

    /** Unobserved. */
    public RunLoop(ConversationLog conversations, ConversationStates states, ToolOffer offer, DocumentStore documents, RunEnding ending, Past past,
                   KnownCalibrations calibrations, ToolGate gate, RunVerification verification) {
        this(conversations, states, offer, documents, ending, past, calibrations, gate, verification, RunObservations.NONE);
    }

    /**
     * @param gate         decides which calls need a person
     * @param verification of what calls give, before it is recorded
     * @param observations of runs, steps, model calls and tools
     */
    public RunLoop(ConversationLog conversations, ConversationStates states, ToolOffer offer, DocumentStore documents, RunEnding ending, Past past,
                   KnownCalibrations calibrations, ToolGate gate, RunVerification verification, RunObservations observations) {
        this.verification = verification;
        this.observations = observations;
        this.conversations = conversations;
        this.states = states;
        this.past = past;
        this.calibrations = calibrations;
        this.cutter = new ResultCutter(documents);
        this.tools = new ToolRunner(offer.tools());
        this.offer = offer;
        this.documents = documents;
        this.ending = ending;
        this.gate = gate;
    }

    /**
     * Goes on with the run in progress of a conversation, if there is one, until it ends or {@code parked} says to stop
     * between two steps.
     *
     * @param tokenizer counts the model's tokens
     * @throws RuntimeException from the database; the run stays as it is and may be gone on with
     */
    public void run(String tenant, UUID conversationId, ChatModel model, Tokenizer tokenizer, BooleanSupplier parked) {
        run(tenant, conversationId, terms -> List.of(new StepModel(terms.model(), model, tokenizer, terms.window(), terms.maxOutputTokens(), ModelPrice.FREE)),
                StepGuard.NONE, parked);
    }

    /**
     * The same with fallbacks, under a lease.
     *
     * @param models the run's model, then those that are asked in turn when it does not answer
     * @param guard  commits with each append
     */
    void run(String tenant, UUID conversationId, Function<RunTerms, List<StepModel>> models, StepGuard guard, BooleanSupplier parked) {
        List<ConversationEvent> opening = guard.opening();
        while (!workedOn(new Journal(conversations, states, tenant, conversationId, guard, observations), tenant, conversationId, models, opening, parked)) {
            opening = List.of();
        }
    }

    /** Until the run ends or is let go; false when the history was mended meanwhile, and the run is to go on with what stands of it. */
    private boolean workedOn(Journal journal, String tenant, UUID conversationId, Function<RunTerms, List<StepModel>> models, List<ConversationEvent> opening,
                             BooleanSupplier parked) {
        if (!journal.state().running()) {
            return true;
        }
        RunTerms terms = journal.state().run().orElseThrow().terms();
        var run = new Run(tenant, conversationId, journal, models.apply(terms), terms);
        try {
            run.append(opening);
            observations.run(conversationId, run.id, terms.model(), () -> run.advance(parked));
        } catch (RunTakenOver e) {
            log.info("Run {}: {}", run.id, e.getMessage());
        } catch (HistoryMended e) {
            log.info("Run {} goes on with what stands: {}", run.id, e.getMessage());
            return false;
        }
        return true;
    }

    /** One run while it is worked on here. */
    private final class Run {

        private final String tenant;
        private final UUID id;
        private final UUID conversationId;
        private final Journal journal;
        private final List<StepModel> models;
        private final StepModel model;
        private final RunTerms terms;
        private final List<ToolSpecification> specifications;
        private final WindowMeter meter;
        private final WindowKeeper keeper;
        private final int nudgeTokens;

        /**
         * @param models the one to ask, then its fallbacks
         * @param terms  of the run, with the window of the one to ask
         */
        Run(String tenant, UUID conversationId, Journal journal, List<StepModel> models, RunTerms terms) {
            this.tenant = tenant;
            this.conversationId = conversationId;
            this.journal = journal;
            this.models = models;
            this.model = models.getFirst();
            this.id = journal.state().run().orElseThrow().id();
            this.terms = terms;
            this.specifications = offer.specifications(terms.tools(), journal.state().run().orElseThrow().functions());
            this.meter = new WindowMeter(model.tokenizer(), specifications);
            this.keeper = new WindowKeeper(journal, id, terms, meter, cutter);
            this.nudgeTokens = Stream.of(EMPTY_RESPONSE, CUT_RESPONSE, LAST_STEP).mapToInt(nudge -> meter.tokens(UserMessage.from(nudge))).max().orElseThrow();
        }

        void advance(BooleanSupplier parked) {
            try {
                while (journal.state().running() && !journal.state().run().orElseThrow().parking().parked() && !parked.getAsBoolean()) {
                    observations.step(journal.state().run().orElseThrow().steps(), this::step);
                }
            } catch (ModelFailure e) {
                if (e.kind() == ModelFailure.Kind.CANCELLED) {
                    // Whoever interrupts a run stops this process, not the run.
                    log.info("Run {} of conversation {} is parked: {}", id, conversationId, e.getMessage());
                    return;
                }
                log.warn("Run {} of conversation {} ended without an answer: {}", id, conversationId, e.getMessage());
                fail(new RunFailed("model-unavailable", "The model did not answer", e.getMessage(), e.retryable()));
            }
        }

        private void step() {
            journal.takeIn();
            ContextState state = journal.state();
            RunProgress progress = state.run().orElseThrow();
            List<Call> pending = state.pendingCalls();
            String spoken = state.spokenAnswer();
            var reached = progress.use().reached();
            if (progress.parking().pauseIsRequested() && !progress.cancelIsRequested()) {
                journal.tryAppend(id, List.of(new RunPaused()));
            } else if (!pending.isEmpty()) {
                answer(pending);
            } else if (spoken != null) {
                speak(spoken, state);
            } else if (progress.cancelIsRequested()) {
                finish("Stopped at your request, before an answer was found.", "cancelled");
            } else if (progress.steps() >= terms.maxSteps()) {
                finish("Stopped after " + progress.steps() + " steps without a final answer.", "step-limit");
            } else if (reached.isPresent()) {
                finish("Stopped after " + reached.get().amount() + " without a final answer.", reached.get().name());
            } else {
                ask(state, progress);
            }
        }

        private void ask(ContextState state, RunProgress progress) {
            if (progress.steps() == terms.maxSteps() - 1 && terms.maxSteps() > 1 && !lastStepIsAnnounced(state)) {
                append(new Nudged(LAST_STEP));
            }
            Optional<RunFailed> failure = keeper.prepare();
            if (failure.isPresent()) {
                fail(failure.get());
                return;
            }
            WindowKeeper.Request request = keeper.request();
            append(new StepStarted(progress.steps() + 1, terms.model()), request.measured());
            try {
                record(observations.chat(conversationId, model.name(), model.model(), ChatRequest.builder()
                        .messages(request.window().stream().map(ProjectedMessage::message).toList())
                        .toolSpecifications(specifications)
                        .build(), listener()), progress, request.measured().requestTokens());
            } catch (ModelFailure e) {
                recover(e, state, progress, request.measured().requestTokens());
            } finally {
                conversations.spoken(conversationId);
            }
        }

        /** Null when nobody hears what is said before it is recorded. */
        private TokenListener listener() {
            return conversations.wordsAreHeard(conversationId) ? new Speaking(conversations, conversationId, id, journal.state().nextMsgId()) : null;
        }

        /** A request that was too long is made shorter; otherwise the next model is asked. Throws what can't be recovered from. */
        private void recover(ModelFailure failure, ContextState state, RunProgress progress, int requestTokens) {
            if (failure.kind() == ModelFailure.Kind.CONTEXT_LENGTH && progress.refusalsInARow() < MOST_REFUSALS) {
                append(keeper.refused(requestTokens));
                return;
            }
            Run fallback = failure.kind() == ModelFailure.Kind.CANCELLED ? null : fallback();
            if (fallback == null) {
                throw failure;
            }
            append(new ModelFellBack(model.name(), fallback.model.name(), failure.getMessage()));
            fallback.ask(state, progress);
        }

        /** The same run with the next model whose window the request can be made to fit; null when there is none. */
        private Run fallback() {
            for (int next = 1; next < models.size(); next++) {
                StepModel other = models.get(next);
                int window = Math.min(terms.window(), other.window());
                var run = new Run(tenant, conversationId, journal, models.subList(next, models.size()),
                        terms.answeredBy(other.name(), window, Math.min(other.maxOutputTokens(), window / 4)));
                if (run.keeper.left(List.of(), journal.state().notes(), 0) >= 0) {
                    return run;
                }
            }
            return null;
        }

        /** It was, when the run stopped between saying so and the step. */
        private static boolean lastStepIsAnnounced(ContextState state) {
            return state.messages().reversed().stream().filter(message -> !(message instanceof WindowMessage.Notice)).findFirst()
                    .filter(message -> message instanceof WindowMessage.Nudge nudge && nudge.content().equals(LAST_STEP)).isPresent();
        }

        private void record(ChatResponse response, RunProgress progress, int requestTokens) {
            String text = response.aiMessage().text();
            List<Call> calls = calls(response.aiMessage().toolExecutionRequests());
            ReportedUsage usage = ReportedUsage.of(response.tokenUsage());
            var spoke = new AssistantSpoke(journal.state().nextMsgId(), text, calls, usage.inputTokens(), usage.outputTokens());
            ModelAnswered answered = model.answered(usage, requestTokens);
            boolean cut = response.finishReason() == FinishReason.LENGTH;
            if (!calls.isEmpty() || text != null && !text.isBlank() && !cut) {
                append(answered, spoke);
            } else if (progress.nudgesInARow() >= MOST_NUDGES) {
                append(answered, spoke, new RunFailed("no-answer", "The model gave no answer", "The model answered with " + (cut ? "cut-off" : "empty")
                        + " messages " + (MOST_NUDGES + 1) + " times. Ask again, or choose another model.", true));
            } else {
                append(answered, spoke, new Nudged(cut ? CUT_RESPONSE : EMPTY_RESPONSE));
            }
            calibrations.learn(terms.model(), journal.state().calibration());
        }

        private List<Call> calls(List<ToolExecutionRequest> requests) {
            Map<String, Call> calls = new LinkedHashMap<>();
            for (ToolExecutionRequest request : requests) {
                String callId = request.id();
                // Some servers leave the id out, or give one twice; a result can't be told from another without its own.
                if (callId == null || callId.isBlank() || calls.containsKey(callId)) {
                    callId = "call_" + journal.state().nextMsgId() + (calls.isEmpty() ? "" : "_" + calls.size());
                }
                calls.put(callId, new Call(callId, request.name() == null ? "" : request.name(), request.arguments() == null ? "" : request.arguments()));
            }
            return List.copyOf(calls.values());
        }

        /**
         * Answers the calls of the model's last message. Of the agent's own the first is run, and the others are refused in the same append: no
         * run ends between them. The caller's functions are all handed over, and each is answered when its result is there.
         */
        private void answer(List<Call> pending) {
            ContextState state = journal.state();
            int invoking = state.lastAssistant().orElseThrow().msgId();
            Call called = pending.getFirst();
            boolean handedOver = ofCaller(called, state);
            boolean run = handedOver || state.nextMsgId() == invoking + 1;
            List<Call> refused = pending.stream().skip(run ? 1 : 0).filter(call -> !handedOver || !ofCaller(call, state)).toList();
            List<ToolAnswered> refusals = errors(refused, state.nextMsgId() + (run ? 1 : 0), invoking, ONE_CALL);
            if (!run) {
                append(refusals);
                return;
            }
            ToolOutcome outcome = outcome(called, state);
            if (outcome != null) {
                enter(judged(outcome, called, state), called, invoking, refusals);
            }
        }

        private static boolean ofCaller(Call call, ContextState state) {
            return state.run().orElseThrow().functions().stream().anyMatch(function -> function.name().equals(call.name()));
        }

        /** The caller's other functions that the same message calls. */
        private static ApprovalRequested handedOver(ApprovalRequested request, ContextState state) {
            return !request.isOfCaller() ? request
                    : request.with(state.pendingCalls().stream().filter(call -> !call.id().equals(request.callId()) && ofCaller(call, state)).toList());
        }

        private RunVerification.Judged judged(ToolOutcome outcome, Call called, ContextState state) {
            var tool = offer.tools().find(called.name());
            return tool.isEmpty() ? new RunVerification.Judged(outcome, null, false)
                    : verification.judge(tenant, conversationId, state, ending.reading(tenant, state), called, tool.get(), outcome);
        }

        private void enter(RunVerification.Judged judged, Call called, int invoking, List<ToolAnswered> refusals) {
            int msgId = journal.state().nextMsgId();
            try {
                append(verified(judged, entering(judged, msgId, called, invoking, refusals)));
            } catch (NoteChangedException e) {
                // Between the call and its record someone else wrote the note: nothing was appended.
                append(recorded(answered(msgId, called, invoking, ToolOutcome.error(e.getMessage() + ".")), null, List.of(), refusals, null));
            }
        }

        /** The events of an outcome and of the refusals beside it: as it is, in part, or as an error when no part of use can enter the window. */
        private List<ConversationEvent> entering(RunVerification.Judged judged, int msgId, Call called, int invoking, List<ToolAnswered> refusals) {
            ToolOutcome outcome = judged.outcome();
            ToolAnswered answered = answered(msgId, called, invoking, outcome);
            String obstacle = outcome.isError() ? null : obstacle(outcome, answered, refusals);
            if (obstacle != null) {
                return recorded(answered(msgId, called, invoking, ToolOutcome.error(obstacle)), null, List.of(), refusals, null);
            }
            int left = left(List.of(answered), refusals, outcome);
            // What ends the run enters no request of its own, and a new question sets everything before it free.
            boolean ends = outcome.effects().stream().anyMatch(Effect.Finished.class::isInstance);
            if (left >= 0 || ends) {
                return recorded(answered, null, outcome.effects(), refusals, judged.findings());
            }
            int room = answered.tokens() + left;
            // A little less than all of it: the model's next call stands beside it.
            return cutter.cut(tenant, outcome, part -> answered(msgId, called, invoking, new ToolOutcome(part, List.of())).tokens(), room - room / 10)
                    .map(cut -> inPart(cut, answered, refusals, judged.findings()))
                    .orElseGet(() -> recorded(answered(msgId, called, invoking, ToolOutcome.error(tooLarge(answered))), null, List.of(), refusals, null));
        }

        private List<ConversationEvent> inPart(ResultCutter.Cut cut, ToolAnswered whole, List<ToolAnswered> refusals, List<Finding> findings) {
            int tokens = keeper.tokens(new ToolAnswered(whole.msgId(), whole.invokingMsgId(), whole.callId(), whole.tool(), cut.result(), 0));
            var answered = new ToolAnswered(whole.msgId(), whole.invokingMsgId(), whole.callId(), whole.tool(), whole.result(), tokens);
            return recorded(answered, new ResultCut(whole.msgId(), cut.characters(), cut.ofCharacters(), cut.notice(), tokens,
                    Math.max(0, whole.tokens() - tokens), keeper.tokens() + whole.tokens(), cut.form()), cut.effects(), refusals, findings);
        }

        /** The findings stand in the same append. */
        private List<ConversationEvent> verified(RunVerification.Judged judged, List<ConversationEvent> events) {
            if (judged.verified() == null) {
                return events;
            }
            List<ConversationEvent> all = new ArrayList<>(events);
            all.add(1, judged.verified());
            if (judged.stopped()) {
                all.add(new RunFinished(ending.result(tenant, journal.state(), "Stopped: what was done did not pass verification.", "verification")));
            }
            return all;
        }

        /** An answer in plain text; sent back once when its claims lack support and the window has room to say so, given marked otherwise. */
        private void speak(String answer, ContextState state) {
            Verified verified = verification.spoken(tenant, conversationId, state, ending.reading(tenant, state), answer);
            if (verified == null) {
                finish(answer, "text");
            } else if (verified.sentBack()) {
                int room = keeper.left(List.of(), state.windowNotes(), nudgeTokens);
                RunVerification.sentBack(verified.findings(), note -> meter.tokens(UserMessage.from(note)) <= room)
                        .ifPresentOrElse(note -> append(verified, new Nudged(note)), () -> give(answer, told(verified), state));
            } else {
                give(answer, verified, state);
            }
        }

        private static Verified told(Verified verified) {
            return new Verified(verified.msgId(), verified.subject(), verified.findings(), "told");
        }

        private void give(String answer, Verified verified, ContextState state) {
            append(verified, new RunFinished(ending.result(tenant, state, RunVerification.given(verified, answer), "text", verified.findings(),
                    verification.told(tenant, conversationId, state))));
        }

        /** @param findings whose marks an answer carries; null where nothing was verified */
        private List<ConversationEvent> recorded(ToolAnswered answered, ResultCut cut, List<Effect> effects, List<ToolAnswered> refusals, List<Finding> findings) {
            List<ConversationEvent> events = new ArrayList<>(List.of(answered));
            if (cut != null) {
                events.add(cut);
            }
            events.addAll(EffectEvents.of(effects, answered.invokingMsgId(), keeper::pruned, this::restored));
            events.addAll(refusals);
            effects.stream().filter(Effect.Finished.class::isInstance).map(Effect.Finished.class::cast).findFirst()
                    .ifPresent(finished -> events.add(new RunFinished(ending.result(tenant, journal.state(), finished.answer(), "finish", findings,
                            verification.told(tenant, conversationId, journal.state())))));
            return events;
        }

        /** Whether text that others wrote has entered the conversation. A tool that is not known here, such as a caller's function, may give some. */
        private boolean outsideText(ContextState state) {
            return !state.textRead().isEmpty() || state.lastingNotesShown()
                    || state.answeredTools().stream().anyMatch(name -> offer.tools().find(name).map(ContextTool::bringsOutsideText).orElse(true));
        }

        /** Null when the run waits for a person instead, or has to decide anew. */
        private ToolOutcome outcome(Call call, ContextState state) {
            var tool = offer.tools().find(call.name()).filter(found -> terms.tools().contains(found.name()));
            switch (gate.verdict(call, tool, state.run().orElseThrow(), outsideText(state))) {
                case ToolGate.Park park -> {
                    journal.tryAppend(id, List.of(handedOver(park.request(), state)));
                    return null;
                }
                case ToolGate.Instead instead -> {
                    return instead.outcome();
                }
                case ToolGate.Run run -> {
                    if (run.intent()) {
                        append(new ToolStarted(call.id(), call.name()));
                    }
                    var conversing = new Conversing(tenant, conversationId, state, terms, documents, past.pruned(), keeper::tokens);
                    return observations.tool(conversationId, tool.isPresent() ? call.name() : "unknown", () -> tools.run(call, terms.tools(), conversing));
                }
            }
        }

        private List<ToolAnswered> errors(List<Call> calls, int firstMsgId, int invoking, String message) {
            List<ToolAnswered> errors = new ArrayList<>();
            for (Call call : calls) {
                errors.add(answered(firstMsgId + errors.size(), call, invoking, ToolOutcome.error(message)));
            }
            return errors;
        }

        private ToolAnswered answered(int msgId, Call call, int invoking, ToolOutcome outcome) {
            var answered = new ToolAnswered(msgId, invoking, call.id(), call.name(), outcome.result(), 0);
            return new ToolAnswered(msgId, invoking, call.id(), call.name(), outcome.result(), keeper.tokens(answered));
        }

        private int left(List<ToolAnswered> answers, List<ToolAnswered> refusals, ToolOutcome outcome) {
            List<ToolAnswered> all = new ArrayList<>(answers);
            all.addAll(refusals);
            return keeper.left(all, EffectEvents.notes(journal.state().windowNotes(), outcome.effects()), nudgeTokens);
        }

        /** Why what an outcome changes would not fit even after everything older had gone, in words for the model; null when it does. */
        private String obstacle(ToolOutcome outcome, ToolAnswered answered, List<ToolAnswered> refusals) {
            boolean notes = outcome.effects().stream().anyMatch(Effect.NoteWritten.class::isInstance);
            if (notes && left(List.of(answered), refusals, outcome) < 0) {
                return "The window has no room for this note's summary, which stands in every request. Give a shorter summary and put the rest into the "
                        + "content, or delete notes that are done with by updateNote.";
            }
            for (Effect effect : outcome.effects()) {
                if (effect instanceof Effect.MessageRestored restore) {
                    var event = restored(restore.msgId());
                    int room = left(List.of(answered), refusals, outcome);
                    if (event.isEmpty()) {
                        return "The history holds message " + restore.msgId() + " no longer: it can't be restored. Read its source again.";
                    }
                    if (event.get().tokens() > room) {
                        return "Message " + restore.msgId() + " needs " + event.get().tokens() + " tokens and at most " + Math.max(0, room)
                                + " can be made free. Use recall or readChunk to see the part that is needed.";
                    }
                }
            }
            return null;
        }

        private Optional<MessagesRestored> restored(int msgId) {
            return past.restoration().message(tenant, conversationId, journal.state(), terms, meter, msgId, new Restoration.Wish("agent", "restoreContext", null));
        }

        private static String tooLarge(ToolAnswered answered) {
            return "The result of " + answered.tool() + " has " + answered.tokens() + " tokens, more than the window can take. "
                    + "Read less at once: build the index again with a smaller chunk_size, or search with other words.";
        }

        private void finish(String answer, String stoppedBy) {
            append(new RunFinished(ending.result(tenant, journal.state(), answer, stoppedBy)));
        }

        private void fail(RunFailed failure) {
            List<ConversationEvent> events = OpenCalls.answers(journal.state(), keeper::tokens);
            events.add(failure);
            append(events);
        }

        private void append(ConversationEvent... events) {
            append(List.of(events));
        }

        private void append(List<? extends ConversationEvent> events) {
            if (!events.isEmpty()) {
                journal.append(id, List.copyOf(events));
            }
        }
    }
}
