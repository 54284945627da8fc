package palimpsest.runtime.loop;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.longterm.RecalledItems;
import palimpsest.runtime.answer.AnswerFormat;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.ProjectedMessage;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.context.WindowMessage;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.MemoryEvent.MemoryRecalled;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.AnswerRefused;
import palimpsest.runtime.event.RunEvent.ModelFellBack;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunPaused;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.model.ModelResponses;
import palimpsest.runtime.model.ReportedUsage;
import palimpsest.runtime.model.TokenListener;
import palimpsest.runtime.model.wire.MessageEnding;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.tools.memory.RecallMemory;

/** One run while it is worked on here: asks the model, answers its calls, ends. For one thread. */
final class RunInProgress {

    private static final Logger log = LoggerFactory.getLogger(RunInProgress.class);

    private static final int MOST_NUDGES = 3;
    private static final int MOST_REFUSALS = 2;
    private static final int LEAST_SHARE = 8; // of the window may hold memories
    private static final int LONGEST_QUERY = 500;
    private static final String EMPTY_RESPONSE = "Your last message was empty. Call one of the tools, or call finish with the answer.";
    private static final int MOST_CUT = 3;
    private static final String GO_ON = "Your last message was cut off at the output limit. Go on exactly where it broke off: repeat nothing and say nothing else first.";
    private static final String CUT_RESPONSE = "Your last message was cut off at the output limit. Be shorter: call one tool, or finish with a short answer.";

    private final RunServices services;
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
    private final FormedAnswer formed;
    private final int nudgeTokens;
    private final CallAnswers answers;
    private final RunReading reading;
    private boolean looked;

    /**
     * @param models the one to ask, then its fallbacks
     * @param terms  of the run, with the window of the one to ask
     */
    RunInProgress(RunServices services, String tenant, UUID conversationId, Journal journal, List<StepModel> models, RunTerms terms) {
        this.services = services;
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.journal = journal;
        this.models = models;
        this.model = models.getFirst();
        this.id = journal.state().run().orElseThrow().id();
        this.terms = terms;
        this.specifications = services.offer().specifications(terms.tools(), journal.state().run());
        this.meter = new WindowMeter(model.tokenizer(), specifications, services.definitions()).remembering(journal.state());
        this.keeper = new WindowKeeper(journal, id, terms, meter, services.cutter());
        this.formed = new FormedAnswer(() -> journal.state().run().orElseThrow());
        this.nudgeTokens = Stream.of(EMPTY_RESPONSE, CUT_RESPONSE, GO_ON, formed.lastStep()).mapToInt(nudge -> meter.tokens(UserMessage.from(nudge))).max().orElseThrow();
        this.reading = new RunReading(services.documents(), services.texts());
        this.answers = new CallAnswers(services, tenant, conversationId, id, journal, terms, keeper,
                new CallResults(services, tenant, conversationId, journal, terms, meter, keeper, reading, nudgeTokens), formed, reading);
    }

    UUID id() {
        return id;
    }

    /** Appends what stands before the first step. */
    void open(List<ConversationEvent> opening) {
        append(opening);
    }

    void advance(BooleanSupplier parked) {
        try {
            while (journal.state().running() && !journal.state().run().orElseThrow().parking().parked() && !parked.getAsBoolean()) {
                services.observations().step(journal.state().run().orElseThrow().steps(), this::step);
            }
            journal.flush();
        } catch (RunTakenOver | HistoryMended | AppendedMeanwhile e) {
            throw e;
        } catch (ModelFailure e) {
            if (e.kind() == ModelFailure.Kind.CANCELLED) {
                // Whoever interrupts a run stops this process, not the run.
                log.info("Run {} of conversation {} is parked: {}", id, conversationId, e.getMessage());
                return;
            }
            log.warn("Run {} of conversation {} ended without an answer: {}", id, conversationId, e.getMessage());
            fail(new RunFailed("model-unavailable", "The model did not answer", e.getMessage(), e.retryable()));
            journal.flush();
        } catch (RuntimeException e) {
            keep(e);
            throw e;
        }
    }

    /** What happened before the fault stands. */
    private void keep(RuntimeException fault) {
        try {
            journal.flush();
        } catch (RuntimeException e) {
            fault.addSuppressed(e);
        }
    }

    private void step() {
        ContextState state = journal.state();
        RunProgress progress = state.run().orElseThrow();
        List<Call> pending = state.pendingCalls();
        String spoken = state.spokenAnswer();
        var reached = progress.use().reached();
        Optional<RunFailed> broken = BrokenMessage.failure(progress, pending, MOST_CUT, model);
        if (progress.parking().pauseIsRequested() && !progress.cancelIsRequested()) {
            journal.tryAppend(id, List.of(new RunPaused()));
        } else if (broken.isPresent()) {
            fail(broken.get());
        } else if (!pending.isEmpty()) {
            answers.answer(pending);
        } else if (spoken != null) {
            speak(spoken, state);
        } else if (progress.cancelIsRequested()) {
            finish("Stopped at your request, before an answer was found.", "cancelled");
        } else if (progress.steps() >= terms.maxSteps()) {
            finish("Stopped after " + progress.steps() + " steps without a final answer.", "step-limit");
        } else if (reached.isPresent()) {
            finish("Stopped after " + reached.get().amount() + " without a final answer.", reached.get().name());
        } else {
            recall();
            ask(journal.state(), journal.state().run().orElseThrow());
        }
    }

    /** What is known of the user stands in the window before the model is asked first, as the result of a call that the runtime makes for it. */
    private void recall() {
        ContextState state = journal.state();
        if (looked || state.run().orElseThrow().steps() > 0 || !terms.tools().contains(RecallMemory.NAME)) {
            return;
        }
        looked = true;
        RecalledItems recalled = services.recall().of(tenant, conversationId, state, terms.limit() / LEAST_SHARE);
        if (recalled.items().isEmpty()) {
            return;
        }
        int msgId = state.nextMsgId();
        String query = state.question().length() <= LONGEST_QUERY ? state.question() : state.question().substring(0, LONGEST_QUERY);
        var call = new Call("recall_" + msgId, RecallMemory.NAME, PythonJson.write(Map.of("query", query)));
        SequencedMap<String, Object> result = RecallMemory.shown(recalled);
        int tokens = keeper.tokens(new ToolAnswered(msgId + 1, msgId, call.id(), RecallMemory.NAME, result, 0));
        append(new MemoryRecalled(query, recalled.items(), MemoryRecalled.RUNTIME, msgId + 1, tokens, keeper.tokens()),
                new AssistantSpoke(msgId, null, List.of(call), null, null), new ToolAnswered(msgId + 1, msgId, call.id(), RecallMemory.NAME, result, tokens));
    }

    private void ask(ContextState state, RunProgress progress) {
        if (progress.steps() == terms.maxSteps() - 1 && terms.maxSteps() > 1 && !lastStepIsAnnounced(state)) {
            append(new Nudged(formed.lastStep()));
        }
        Optional<RunFailed> failure = keeper.prepare();
        if (failure.isPresent()) {
            fail(failure.get());
            return;
        }
        WindowKeeper.Request request = keeper.request();
        append(new StepStarted(progress.steps() + 1, terms.model()), request.measured());
        journal.flush();
        try {
            record(chat(ChatRequest.builder()
                    .messages(request.window().stream().map(ProjectedMessage::message).toList())
                    .toolSpecifications(specifications)
                    .build(), state), progress, request.measured().requestTokens());
        } catch (ModelFailure e) {
            recover(e, state, progress, request.measured().requestTokens());
        } finally {
            services.conversations().spoken(conversationId);
        }
    }

    /** With what the caller asks for as the provider has it; a provider that refuses it is asked without, since the answer is checked anyhow. */
    private ChatResponse chat(ChatRequest plain, ContextState state) {
        Optional<ChatRequest> asking = formed.asking(plain, state);
        try {
            return services.observations().chat(conversationId, model.name(), model.model(), asking.orElse(plain), listener());
        } catch (ModelFailure e) {
            if (asking.isEmpty() || e.kind() != ModelFailure.Kind.BAD_REQUEST) {
                throw e;
            }
            log.debug("Run {}: {} takes no response format or tool choice beside this request ({})", id, model.name(), e.getMessage());
            return services.observations().chat(conversationId, model.name(), model.model(), plain, listener());
        }
    }

    /** Null when nobody hears what is said before it is recorded. */
    private TokenListener listener() {
        return services.conversations().wordsAreHeard(conversationId)
                ? new SpokenPartListener(services.conversations(), conversationId, id, journal.state().nextMsgId(), journal.state().run().orElseThrow().goesOn()) : null;
    }

    /** A request that was too long is made shorter; otherwise the next model is asked. Throws what can't be recovered from. */
    private void recover(ModelFailure failure, ContextState state, RunProgress progress, int requestTokens) {
        if (failure.kind() == ModelFailure.Kind.CONTEXT_LENGTH && progress.refusalsInARow() < MOST_REFUSALS) {
            append(keeper.refused(requestTokens));
            return;
        }
        RunInProgress fallback = failure.kind() == ModelFailure.Kind.CANCELLED ? null : fallback();
        if (fallback == null) {
            throw failure;
        }
        append(new ModelFellBack(model.name(), fallback.model.name(), failure.getMessage()));
        fallback.ask(state, progress);
    }

    /** The same run with the next model whose window the request can be made to fit; null when there is none. */
    private RunInProgress fallback() {
        for (int next = 1; next < models.size(); next++) {
            StepModel other = models.get(next);
            int window = Math.min(terms.window(), other.window());
            var run = new RunInProgress(services, tenant, conversationId, journal, models.subList(next, models.size()),
                    terms.answeredBy(other.name(), window, Math.min(other.maxOutputTokens(), window / 4)));
            if (run.keeper.left(List.of(), journal.state().notes(), 0) >= 0) {
                return run;
            }
        }
        return null;
    }

    /** It was, when the run stopped between saying so and the step. */
    private boolean lastStepIsAnnounced(ContextState state) {
        return state.messages().reversed().stream().filter(message -> !(message instanceof WindowMessage.Notice)).findFirst()
                .filter(message -> message instanceof WindowMessage.Nudge nudge && nudge.content().equals(formed.lastStep())).isPresent();
    }

    private void record(ChatResponse response, RunProgress progress, int requestTokens) {
        String text = response.aiMessage().text();
        List<Call> calls = calls(response.aiMessage().toolExecutionRequests());
        ReportedUsage usage = ReportedUsage.of(response.tokenUsage());
        MessageEnding ending = ModelResponses.ending(response);
        var spoke = new AssistantSpoke(journal.state().nextMsgId(), text, calls, usage.inputTokens(), usage.outputTokens(), ending);
        List<ConversationEvent> events = new ArrayList<>(List.of(model.answered(usage, requestTokens), spoke));
        int replaced = ModelResponses.replaced(response);
        if (replaced > 0) {
            events.add(new HistoryRepaired("runtime", "unstorable-text", replaced + " characters of what the model said can't be stored (U+0000 or lone surrogates): "
                    + "U+FFFD stands in their place.", null, null));
        }
        boolean silent = text == null || text.isBlank();
        if (ending == MessageEnding.LENGTH && calls.isEmpty()) {
            // What ends the run follows from the events: half an answer is never the answer.
            if (progress.cutInARow() < MOST_CUT) {
                events.add(new Nudged(silent ? CUT_RESPONSE : GO_ON));
            }
        } else if (ending == null && calls.isEmpty() && silent) {
            events.add(progress.nudgesInARow() < MOST_NUDGES ? new Nudged(EMPTY_RESPONSE) : new RunFailed("no-answer", "The model gave no answer",
                    "The model answered with empty messages " + (MOST_NUDGES + 1) + " times. Ask again, or choose another model.", true));
        }
        append(events);
        services.calibrations().learn(terms.model(), journal.state().calibration());
    }

    private List<Call> calls(List<ToolExecutionRequest> requests) {
        Map<String, Call> calls = new LinkedHashMap<>();
        Set<String> used = requests.isEmpty() ? Set.of() : journal.state().callIds();
        for (ToolExecutionRequest request : requests) {
            String callId = request.id();
            // Some servers leave the id out, or give one twice, or again in each message; a result can't be told from another without its own.
            String first = "call_" + journal.state().nextMsgId() + (calls.isEmpty() ? "" : "_" + calls.size());
            for (int again = 1; callId == null || callId.isBlank() || calls.containsKey(callId) || used.contains(callId); again++) {
                callId = again == 1 ? first : first + "_again" + again;
            }
            calls.put(callId, new Call(callId, request.name() == null ? "" : request.name(), request.arguments() == null ? "" : request.arguments()));
        }
        return List.copyOf(calls.values());
    }

    /** An answer in plain text; sent back once when its claims lack support and the window has room to say so, given marked otherwise. */
    private void speak(String spoken, ContextState state) {
        switch (formed.read(spoken)) {
            case AnswerFormat.Fits fits -> speakFormed(fits.json(), state);
            case AnswerFormat.Misfit misfit -> refuse(misfit.fault(), state);
        }
    }

    /** Told to the model once; the run fails when that did not help, or when the window has no room to say so. */
    private void refuse(String fault, ContextState state) {
        int msgId = state.lastAssistant().orElseThrow().msgId();
        String note = formed.refusal(fault);
        boolean again = formed.mayTryAgain() && meter.tokens(UserMessage.from(note)) <= keeper.left(List.of(), state.windowNotes(), nudgeTokens);
        append(new AnswerRefused(msgId, fault), again ? new Nudged(note) : formed.failure(fault));
    }

    private void speakFormed(String answer, ContextState state) {
        if (services.verification().takesLong(answer)) {
            // The answer is safe before the checks begin; otherwise it is appended with what they find.
            journal.flush();
        }
        Verified verified = services.verification().spoken(tenant, conversationId, state, reading, answer);
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
        append(verified, new RunFinished(services.ending().result(tenant, state, reading, RunVerification.given(verified, state, answer), "text", verified.findings(),
                services.verification().told(tenant, conversationId, state, reading)), services.outsideText().hasEntered(state)));
    }

    private void finish(String answer, String stoppedBy) {
        append(new RunFinished(services.ending().result(tenant, journal.state(), reading, answer, stoppedBy), services.outsideText().hasEntered(journal.state())));
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
            journal.hold(id, List.copyOf(events));
        }
    }
}
