package palimpsest.runtime.loop;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.note.NoteChangedException;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.MakeRoom;
import palimpsest.runtime.context.ProjectedMessage;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.context.WindowMessage;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationEvent.AssistantSpoke;
import palimpsest.runtime.event.ConversationEvent.BudgetMeasured;
import palimpsest.runtime.event.ConversationEvent.Call;
import palimpsest.runtime.event.ConversationEvent.MessagePruned;
import palimpsest.runtime.event.ConversationEvent.Nudged;
import palimpsest.runtime.event.ConversationEvent.RunFailed;
import palimpsest.runtime.event.ConversationEvent.RunFinished;
import palimpsest.runtime.event.ConversationEvent.RunTerms;
import palimpsest.runtime.event.ConversationEvent.StepStarted;
import palimpsest.runtime.event.ConversationEvent.ToolAnswered;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolOutcome;

/**
 * Drives a run from its last recorded event to its end: measure, ask the model, run the tool it calls, record, repeat.
 * Everything is appended before it takes effect, so that a run goes on wherever its events stop, in this process or another.
 */
public final class RunLoop {

    private static final Logger log = LoggerFactory.getLogger(RunLoop.class);

    private static final int MOST_NUDGES = 3;
    private static final String EMPTY_RESPONSE = "Your last message was empty. Call one of the tools, or call finish with the answer.";
    private static final String CUT_RESPONSE = "Your last message was cut off at the output limit. Be shorter: call one tool, or finish with a short answer.";
    private static final String LAST_STEP = "One step is left. Call finish now with the best answer that your notes support.";
    private static final String ENDED = "The run ended before this call was answered.";
    private static final String ONE_CALL = "Only the first tool call of a message is run. Call this tool again by itself if it is still needed.";

    private final ConversationLog conversations;
    private final ToolRunner tools;
    private final ToolOffer offer;
    private final DocumentStore documents;
    private final RunEnding ending;
    private final WindowProjection projection = new WindowProjection();
    private final MakeRoom makeRoom = new MakeRoom(projection);

    public RunLoop(ConversationLog conversations, ToolOffer offer, DocumentStore documents, RunEnding ending) {
        this.conversations = conversations;
        this.tools = new ToolRunner(offer.tools());
        this.offer = offer;
        this.documents = documents;
        this.ending = ending;
    }

    /**
     * Goes on with the run in progress of a conversation, if there is one, until it ends or {@code parked} says to stop
     * between two steps.
     *
     * @param tokenizer counts the model's tokens
     * @throws RuntimeException from the database; the run stays as it is and may be gone on with
     */
    public void run(String tenant, UUID conversationId, ChatModel model, Tokenizer tokenizer, BooleanSupplier parked) {
        var journal = new Journal(conversations, tenant, conversationId);
        if (!journal.state().running()) {
            return;
        }
        var run = new Run(tenant, conversationId, journal, model, tokenizer);
        try {
            run.advance(parked);
        } catch (RunTakenOver e) {
            log.info("Run {}: {}", run.id, e.getMessage());
        }
    }

    /** Ends the run in progress of a conversation, if there is one, without an answer. */
    void fail(String tenant, UUID conversationId, Tokenizer tokenizer, RunFailed failure) {
        var journal = new Journal(conversations, tenant, conversationId);
        if (journal.state().running()) {
            new Run(tenant, conversationId, journal, null, tokenizer).fail(failure);
        }
    }

    /** One run while it is worked on here. */
    private final class Run {

        private final String tenant;
        private final UUID id;
        private final UUID conversationId;
        private final Journal journal;
        private final ChatModel model;
        private final RunTerms terms;
        private final List<ToolSpecification> specifications;
        private final WindowMeter meter;
        /** Tokens that a request may have. */
        private final int limit;
        private final int nudgeTokens;

        Run(String tenant, UUID conversationId, Journal journal, ChatModel model, Tokenizer tokenizer) {
            this.tenant = tenant;
            this.conversationId = conversationId;
            this.journal = journal;
            this.model = model;
            RunProgress progress = journal.state().run().orElseThrow();
            this.id = progress.id();
            this.terms = progress.terms();
            this.specifications = offer.specifications(terms.tools());
            this.meter = new WindowMeter(tokenizer, specifications);
            this.limit = terms.window() - terms.maxOutputTokens();
            this.nudgeTokens = Stream.of(EMPTY_RESPONSE, CUT_RESPONSE, LAST_STEP).mapToInt(nudge -> meter.tokens(UserMessage.from(nudge))).max().orElseThrow();
        }

        void advance(BooleanSupplier parked) {
            try {
                while (journal.state().running() && !parked.getAsBoolean()) {
                    step();
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
            if (!pending.isEmpty()) {
                answer(pending);
            } else if (spoken != null) {
                finish(spoken, "text");
            } else if (progress.cancelIsRequested()) {
                finish("Stopped at your request, before an answer was found.", "cancelled");
            } else if (progress.steps() >= terms.maxSteps()) {
                finish("Stopped after " + progress.steps() + " steps without a final answer.", "step-limit");
            } else {
                ask(state, progress);
            }
        }

        private void ask(ContextState state, RunProgress progress) {
            if (progress.steps() == terms.maxSteps() - 1 && terms.maxSteps() > 1 && !lastStepIsAnnounced(state)) {
                append(new Nudged(LAST_STEP));
            }
            if (!fits(state)) {
                return;
            }
            List<ProjectedMessage> window = projection.project(terms, state);
            int tokens = meter.tokens(window);
            append(new StepStarted(progress.steps() + 1, terms.model()),
                    new BudgetMeasured(tokens, terms.window(), Math.max(terms.window() - tokens - terms.maxOutputTokens(), 0), window.size(),
                            (int) window.stream().filter(ProjectedMessage::pruned).count()));
            ChatResponse response = model.chat(ChatRequest.builder()
                    .messages(window.stream().map(ProjectedMessage::message).toList())
                    .toolSpecifications(specifications)
                    .build());
            record(response, progress);
        }

        /** It was, when the run stopped between saying so and the step. */
        private static boolean lastStepIsAnnounced(ContextState state) {
            return state.messages().getLast() instanceof WindowMessage.Nudge nudge && nudge.content().equals(LAST_STEP);
        }

        /** Prunes until the next request leaves room for the answer; fails the run when nothing is left to prune. */
        private boolean fits(ContextState state) {
            int tokens = meter.tokens(projection.project(terms, state));
            if (tokens <= limit) {
                return true;
            }
            List<MessagePruned> prunes = makeRoom.choose(terms, state, meter, limit);
            append(prunes);
            int left = meter.tokens(projection.project(terms, state));
            if (left <= limit) {
                return true;
            }
            fail(new RunFailed("window-too-small", "The window is too small",
                    "With all pruned that may be, the next request takes " + left + " of " + terms.window() + " tokens (system prompt, tools, questions, notes, "
                            + "the last exchange and the stubs of " + state.prunedMessages() + " messages), and " + terms.maxOutputTokens()
                            + " are kept for the answer. Choose a larger window or ask a shorter question.", false));
            return false;
        }

        private void record(ChatResponse response, RunProgress progress) {
            String text = response.aiMessage().text();
            List<Call> calls = calls(response.aiMessage().toolExecutionRequests());
            TokenUsage usage = response.tokenUsage();
            var spoke = new AssistantSpoke(journal.state().nextMsgId(), text, calls,
                    usage == null ? null : usage.inputTokenCount(), usage == null ? null : usage.outputTokenCount());
            boolean cut = response.finishReason() == FinishReason.LENGTH;
            if (!calls.isEmpty() || text != null && !text.isBlank() && !cut) {
                append(spoke);
            } else if (progress.nudgesInARow() >= MOST_NUDGES) {
                append(spoke, new RunFailed("no-answer", "The model gave no answer", "The model answered with " + (cut ? "cut-off" : "empty")
                        + " messages " + (MOST_NUDGES + 1) + " times. Ask again, or choose another model.", true));
            } else {
                append(spoke, new Nudged(cut ? CUT_RESPONSE : EMPTY_RESPONSE));
            }
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

        /** Answers all calls of the model's last message in one append: no run ends between them. */
        private void answer(List<Call> pending) {
            ContextState state = journal.state();
            int invoking = state.lastAssistant().orElseThrow().msgId();
            boolean first = state.nextMsgId() == invoking + 1;
            Call called = pending.getFirst();
            List<Call> refused = first ? pending.subList(1, pending.size()) : pending;
            List<ToolAnswered> refusals = errors(refused, state.nextMsgId() + (first ? 1 : 0), invoking, ONE_CALL);
            if (!first) {
                append(refusals);
                return;
            }
            ToolOutcome outcome = tools.run(called, terms.tools(), new Conversing(tenant, conversationId, state, terms, documents, projection, meter));
            ToolAnswered answered = answered(state.nextMsgId(), called, invoking, outcome);
            String obstacle = outcome.isError() ? null : obstacle(answered, refusals, outcome);
            if (obstacle != null) {
                outcome = ToolOutcome.error(obstacle);
                answered = answered(state.nextMsgId(), called, invoking, outcome);
            }
            List<ConversationEvent> events = new ArrayList<>();
            events.add(answered);
            events.addAll(EffectEvents.of(outcome.effects(), invoking, prune -> pruned(prune.msgId())));
            events.addAll(refusals);
            outcome.effects().stream().filter(Effect.Finished.class::isInstance).map(Effect.Finished.class::cast).findFirst()
                    .ifPresent(finished -> events.add(new RunFinished(ending.result(tenant, state, finished.answer(), "finish"))));
            try {
                append(events);
            } catch (NoteChangedException e) {
                // Between the call and its record someone else wrote the note: nothing was appended.
                List<ConversationEvent> instead = new ArrayList<>(refusals);
                instead.addFirst(answered(state.nextMsgId(), called, invoking, ToolOutcome.error(e.getMessage() + ".")));
                append(instead);
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
            var message = new WindowMessage.Tool(0, msgId, invoking, call.id(), call.name(), outcome.result());
            return new ToolAnswered(msgId, invoking, call.id(), call.name(), outcome.result(), meter.tokens(projection.whole(message)));
        }

        /** Why an outcome would not fit even after everything older was pruned, in words for the model; null when it does. */
        private String obstacle(ToolAnswered answered, List<ToolAnswered> refusals, ToolOutcome outcome) {
            NoteBook notes = journal.state().windowNotes();
            List<ToolAnswered> answers = new ArrayList<>(refusals);
            answers.addFirst(answered);
            if (!fit(answers, notes)) {
                return "The result of " + answered.tool() + " has " + answered.tokens() + " tokens, more than the window can take. "
                        + "Read less at once: build the index again with a smaller chunk_size, or search with other words.";
            }
            return fit(answers, EffectEvents.notes(notes, outcome.effects())) ? null
                    : "The window has no room for this note's summary, which stands in every request. Give a shorter summary and put the rest into the "
                    + "content, or delete notes that are done with by updateNote.";
        }

        /** Whether the next request can be made to hold these answers and notes, with a nudge from the runtime besides. */
        private boolean fit(List<ToolAnswered> answers, NoteBook notes) {
            List<ProjectedMessage> next = new ArrayList<>(projection.project(terms, journal.state(), notes));
            for (ToolAnswered answer : answers) {
                next.add(projection.whole(new WindowMessage.Tool(0, answer.msgId(), answer.invokingMsgId(), answer.callId(), answer.tool(), answer.result())));
            }
            int prunable = makeRoom.choose(terms, next, meter, 0).stream().mapToInt(MessagePruned::tokensSaved).sum();
            return meter.tokens(next) - prunable + nudgeTokens <= limit;
        }

        private MessagePruned pruned(int msgId) {
            ContextState state = journal.state();
            if (state.isPruned(msgId)) {
                return null;
            }
            var message = state.message(msgId).orElseThrow();
            int saved = meter.tokens(projection.whole(message)) - meter.tokens(projection.stub(message, terms));
            return new MessagePruned(msgId, message.role(), "agent", "deleteContext", Math.max(saved, 0));
        }

        private void finish(String answer, String stoppedBy) {
            append(new RunFinished(ending.result(tenant, journal.state(), answer, stoppedBy)));
        }

        /** Calls that wait for a result get an error, so that the requests of later questions are valid. */
        void fail(RunFailed failure) {
            ContextState state = journal.state();
            List<Call> pending = state.pendingCalls();
            List<ConversationEvent> events = new ArrayList<>();
            if (!pending.isEmpty()) {
                events.addAll(errors(pending, state.nextMsgId(), state.lastAssistant().orElseThrow().msgId(), ENDED));
            }
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
