package palimpsest.runtime.event;

import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Stream;
import palimpsest.memory.longterm.MemoryItem;
import palimpsest.memory.meta.MetaMemorySelection;
import palimpsest.runtime.answer.AnswerFormat;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.model.wire.MessageEnding;
import palimpsest.runtime.verify.Finding;

/**
 * What happened in a conversation. Each is appended to the log before it takes effect; everything else that is known of a
 * conversation (its window, its notes, its answer) follows from them.
 */
public sealed interface ConversationEvent {

    /** The user said something. */
    record UserSpoke(String content) implements ConversationEvent {}

    /** Documents were attached or detached. */
    record DocumentsChanged(List<AttachedDocument> added, List<UUID> removed) implements ConversationEvent {}

    /** A document as it was when attached. */
    record AttachedDocument(UUID id, String name, int tokens) {}

    /** Work on the last question began, under these terms; they hold until the run ends, also after a restart. */
    record RunStarted(RunTerms terms) implements ConversationEvent {}

    /** These rules stand in front of the question until its run ends, also after a restart. Not recorded when there are none. */
    record MetaMemorySelected(MetaMemorySelection selection) implements ConversationEvent {}

    /**
     * Memories of the user entered the window, with a call of {@code recallMemory} and its result right after this event.
     *
     * @param by            {@code runtime} at the beginning of a run, or {@code agent}
     * @param msgId         of the result that shows them
     * @param tokens        of that result; 0 of the agent's own calls, which say it themselves
     * @param requestTokens of the request before; null where it was not measured
     */
    record MemoryRecalled(String query, List<MemoryItem> items, String by, int msgId, int tokens, Integer requestTokens) implements ConversationEvent {
        /** {@link #by} of what a run begins with. */
        public static final String RUNTIME = "runtime";
    }

    /** A request to the model is about to be made. {@code step} counts from 1 in each run. */
    record StepStarted(int step, String model) implements ConversationEvent {}

    /**
     * The next request was measured.
     *
     * @param requestTokens   messages and tool definitions
     * @param availableTokens window − request − reserved output, not under 0
     * @param messages        in the request
     * @param prunedMessages  of them stubs
     * @param countedTokens   the request as the tokenizer counts it, before calibration; null in old logs: the same
     */
    record BudgetMeasured(int requestTokens, int window, int availableTokens, int messages, int prunedMessages, Integer countedTokens)
            implements ConversationEvent {
        public BudgetMeasured(int requestTokens, int window, int availableTokens, int messages, int prunedMessages) {
            this(requestTokens, window, availableTokens, messages, prunedMessages, requestTokens);
        }
    }

    /**
     * The model answered.
     *
     * @param text         may be null
     * @param calls        may be empty
     * @param inputTokens  of the request as the provider counted it, cached ones included; null where it reported none
     * @param outputTokens that it bills, reasoning included, which never enters a later request; null where it reported none
     * @param ending       why the message ended before it was complete; null for a complete one, and in old logs
     */
    record AssistantSpoke(int msgId, String text, List<Call> calls, Integer inputTokens, Integer outputTokens, MessageEnding ending)
            implements ConversationEvent {
        /** A complete message. */
        public AssistantSpoke(int msgId, String text, List<Call> calls, Integer inputTokens, Integer outputTokens) {
            this(msgId, text, calls, inputTokens, outputTokens, null);
        }
    }

    /** A tool call as the model wrote it. {@code arguments} is JSON text, kept to the byte, malformed or not. */
    record Call(String id, String name, String arguments) {}

    /** A tool answered. {@code tokens} of the result as it enters the window. */
    record ToolAnswered(int msgId, int invokingMsgId, String callId, String tool, SequencedMap<String, Object> result, int tokens)
            implements ConversationEvent {
        public boolean isError() {
            return result.containsKey("error");
        }
    }

    /**
     * What is about to be recorded was verified; stands in the same append.
     *
     * @param msgId    the message with the tool's result, or with the spoken answer
     * @param subject  {@code exploration}, {@code tool}, {@code note} or {@code answer}
     * @param findings of every check, what passed too
     * @param reaction {@code recorded}, {@code told}, {@code refused}, {@code sent-back}, {@code withheld} or {@code stopped}
     */
    record Verified(int msgId, String subject, List<Finding> findings, String reaction) implements ConversationEvent {
        public boolean sentBack() {
            return reaction.equals("sent-back");
        }
    }

    /** A note was written or replaced. */
    record NoteWritten(String key, String summary, String content) implements ConversationEvent {}

    /** A note was taken out of the book. */
    record NoteDeleted(String key) implements ConversationEvent {}

    /** The notes of the conversation's agent and user, as a run finds them; they replace what was known of their summaries. */
    record LastingNotesListed(List<NoteLine> notes) implements ConversationEvent {}

    /** A note of the agent or the user was read in full. {@code key} has its scope before it: {@code agent/prices}. */
    record LastingNoteRead(String key, int version, String summary) implements ConversationEvent {}

    /**
     * A note of the agent or the user got its next version; the note itself is written in the same transaction.
     *
     * @param owner   the agent's or the user's id
     * @param content null when the note was deleted
     * @param msgId   the message that wrote it
     */
    record LastingNoteWritten(String key, String owner, int version, String summary, String content, int msgId) implements ConversationEvent {}

    /**
     * From the next request on the message is a stub.
     *
     * @param by            {@code agent} or {@code runtime}
     * @param requestTokens of the request before; null in old logs
     * @param summary       what the agent wants to stand in the stub; null for nothing
     */
    record MessagePruned(int msgId, String role, String by, String reason, int tokensSaved, Integer requestTokens, String summary) implements ConversationEvent {
        public MessagePruned(int msgId, String role, String by, String reason, int tokensSaved) {
            this(msgId, role, by, reason, tokensSaved, null);
        }

        /** With nothing in its stub. */
        public MessagePruned(int msgId, String role, String by, String reason, int tokensSaved, Integer requestTokens) {
            this(msgId, role, by, reason, tokensSaved, requestTokens, null);
        }
    }

    /** A prune was asked for and is held back by the pruning policy; it takes effect with a {@link MessagePruned}. */
    record PruneHeld(int msgId, String role, String by, String reason, int tokensSaved, int requestTokens, String summary) implements ConversationEvent {}

    /**
     * Exchanges of which nothing but stubs was left went out of the request, each with its call and all its results.
     *
     * @param msgIds   of the assistant messages that they begin with
     * @param messages numbered messages that went
     */
    record ExchangesFolded(List<Integer> msgIds, int messages, String by, String reason, int tokensSaved, int requestTokens)
            implements ConversationEvent {}

    /**
     * A result larger than what was left of the window entered it in part; the {@link ToolAnswered} before holds it whole.
     *
     * @param characters code points that entered of what was cut
     * @param notice     tells the model how to read the rest
     * @param tokens     of the result as it entered
     * @param form       what was cut: null, its longest text, or {@link #JSON}
     */
    record ResultCut(int msgId, int characters, int ofCharacters, String notice, int tokens, int tokensSaved, int requestTokens, String form)
            implements ConversationEvent {

        /** The JSON text of the whole result, which has no text that is long enough. */
        public static final String JSON = "json";
    }

    /**
     * What had left the window came back: messages whole, folded exchanges with all their messages, or a held-back prune was dropped.
     *
     * @param msgIds   messages that are whole again
     * @param messages originals of what the window no longer holds
     * @param by       {@code agent} or {@code user}
     * @param undoes   number of the event that is undone; null when none is
     * @param tokens   that the request grows by
     */
    record MessagesRestored(List<Integer> msgIds, List<OriginalMessage> messages, String by, String reason, Long undoes, int tokens,
                            int requestTokens) implements ConversationEvent {}

    /** A numbered message as it was recorded: one of {@code said} and {@code answered} is null. */
    record OriginalMessage(long seq, AssistantSpoke said, ToolAnswered answered) {}

    /** The provider refused a request as too long: tokens are counted higher from now on. */
    record CalibrationRaised(double from, double to, String reason, int requestTokens) implements ConversationEvent {}

    /** The runtime told the model what it did to the window; it takes the place of what it told before. */
    record NoticeGiven(String content) implements ConversationEvent {}

    record IndexBuilt(int chunkSize, int overlap, List<UUID> documentIds) implements ConversationEvent {}

    record ScanMoved(boolean scanMode, int lastChunk) implements ConversationEvent {}

    /** Text of a document entered the window; {@code chunkId} is null when it was loaded whole. */
    record TextRead(UUID documentId, Integer chunkId, int start, int end, int tokens) implements ConversationEvent {}

    record Searched(List<String> keywords) implements ConversationEvent {}

    /**
     * Somebody acted in a hearing, and it counts.
     *
     * @param pack       whose rules hold
     * @param violations of them, in words; none when the act was allowed
     */
    record ProcedureActed(String pack, String courtType, String stage, String act, String role, List<String> violations) implements ConversationEvent {}

    /** The runtime told the model something, in the user's place. */
    record Nudged(String content) implements ConversationEvent {}

    /** Someone asked the run in progress to end. */
    record CancelRequested() implements ConversationEvent {}

    /**
     * Something in the history was mended, so that the requests that follow are valid; the original stands in {@code before}.
     *
     * @param by     {@code import} or {@code runtime}
     * @param what   kind of repair (docs/api.md, Repairs)
     * @param why    what would have gone wrong
     * @param before null when something was missing
     * @param after  null when it was taken out
     */
    record HistoryRepaired(String by, String what, String why, String before, String after) implements ConversationEvent {}

    /**
     * Events of a stored history that was found broken no longer count; the log keeps them, and what follows says why.
     *
     * @param seqs      numbers of the events, upwards
     * @param lastMsgId the highest number that any message of the log has, which is not given again; null in logs of older runtimes
     */
    record EventsSetAside(List<Long> seqs, Integer lastMsgId) implements ConversationEvent {}

    /** Someone asked the run in progress to wait after its step. */
    record PauseRequested() implements ConversationEvent {}

    /** The run waits until someone resumes it. */
    record RunPaused() implements ConversationEvent {}

    /** Someone let a paused run go on. */
    record RunResumed() implements ConversationEvent {}

    /** A runtime went on with a run that one had worked on before. {@code lease} counts the leases of the run. */
    record RunContinued(String runtime, long lease) implements ConversationEvent {}

    /** What the run may use in all; it ends with what was found when one is reached. Null means no limit. */
    record LimitsSet(Long tokens, Long seconds, Double spend) implements ConversationEvent {}

    /** A call is about to be run whose effect is outside: without a result after it nobody knows whether it took effect. */
    record ToolStarted(String callId, String tool) implements ConversationEvent {}

    /**
     * The run waits for a person to decide on a call.
     *
     * @param reason {@code approval}, {@code interrupted} or {@link #CALLER}
     * @param others calls of the same message that are handed to the caller with this one, in order
     */
    record ApprovalRequested(String callId, String tool, String arguments, String reason, Instant expiresAt, List<Call> others) implements ConversationEvent {
        /** The run waits for the result of a function that the caller runs. */
        public static final String CALLER = "caller";

        public ApprovalRequested {
            // Older events have none.
            others = others == null ? List.of() : List.copyOf(others);
        }

        public ApprovalRequested(String callId, String tool, String arguments, String reason, Instant expiresAt) {
            this(callId, tool, arguments, reason, expiresAt, List.of());
        }

        public ApprovalRequested with(List<Call> calls) {
            return new ApprovalRequested(callId, tool, arguments, reason, expiresAt, calls);
        }

        /** All calls that are waited for. */
        public List<Call> calls() {
            return Stream.concat(Stream.of(new Call(callId, tool, arguments)), others.stream()).toList();
        }

        public boolean isOfCaller() {
            return CALLER.equals(reason);
        }
    }

    /**
     * What the caller offers and asks for while this run goes on; it replaces what held before.
     *
     * @param functions      that the model may call besides the agent's tools
     * @param callRequired   as in {@link CallerTerms}; null in old logs: false
     * @param oneCallAtATime as in {@link CallerTerms}; null in old logs: false
     * @param format         of the answer; null for any text
     */
    record FunctionsOffered(List<CallerFunction> functions, Boolean callRequired, Boolean oneCallAtATime, AnswerFormat format) implements ConversationEvent {
        public static FunctionsOffered of(CallerTerms terms) {
            return new FunctionsOffered(terms.functions(), terms.callRequired(), terms.oneCallAtATime(), terms.format());
        }

        public CallerTerms terms() {
            return new CallerTerms(functions, Boolean.TRUE.equals(callRequired), Boolean.TRUE.equals(oneCallAtATime), format);
        }
    }

    /** The answer is not what the caller asked for, and was not given: {@code reason} says why, and the model is told. */
    record AnswerRefused(int msgId, String reason) implements ConversationEvent {}

    /**
     * A function that the caller runs. {@code definition} is JSON, as the caller wrote it:
     * {@code {"type": "function", "function": {"name", "description", "parameters"}}}.
     */
    record CallerFunction(String name, String definition) {}

    /** The decision. {@code reason} is the person's, or null; {@code result} what the tool is taken to have answered, or null. */
    record ApprovalAnswered(String callId, ApprovalDecision decision, String reason, String result) implements ConversationEvent {}

    /** What a person may decide about a call, or time for them. */
    enum ApprovalDecision { APPROVED, REJECTED, ANSWERED, EXPIRED }

    /** A model did not answer this step; the next one of its fallbacks is asked. */
    record ModelFellBack(String model, String next, String reason) implements ConversationEvent {}

    /**
     * Which model answered, and what for.
     *
     * @param inputTokens  as reported, or else as measured
     * @param cachedTokens of them from the provider's prefix cache
     * @param outputTokens as reported, or 0
     * @param cost         by the configured prices, in their currency
     * @param reasoningTokens of the output; null where nothing was reported, and in old logs
     */
    record ModelAnswered(String model, int inputTokens, int cachedTokens, int outputTokens, double cost, Integer reasoningTokens)
            implements ConversationEvent {
        public ModelAnswered(String model, int inputTokens, int cachedTokens, int outputTokens, double cost) {
            this(model, inputTokens, cachedTokens, outputTokens, cost, null);
        }
    }

    /**
     * What the run did from a step on no longer stands: it goes on after event {@code keptThrough}.
     *
     * @param lastMsgId numbers of messages up to this one are not given a second time
     */
    record RunRewound(int fromStep, long keptThrough, int lastMsgId) implements ConversationEvent {}

    /** This conversation began as a copy of another one's events up to {@code throughSeq}. */
    record ConversationForked(UUID conversationId, UUID runId, long throughSeq) implements ConversationEvent {}

    /** The run ended with an answer. */
    record RunFinished(RunResult result) implements ConversationEvent {}

    /** The run ended without one. Nothing of the conversation is lost: the question may be asked again. */
    record RunFailed(String type, String title, String detail, boolean retryable) implements ConversationEvent {}

    /**
     * What a run works under.
     *
     * @param systemPrompt       first message of every request
     * @param window             tokens that no request exceeds
     * @param maxOutputTokens    of the window reserved for the model's answer
     * @param expectedSteps      told to the model by checkBudget
     * @param maxSteps           after which the run ends with what was found so far
     * @param keepAssistantText  a pruned assistant message keeps its text and loses only its arguments
     * @param tools              names offered
     * @param context            how its window is kept; null in old logs: as StateLM
     */
    record RunTerms(String model, boolean languageModel, String systemPrompt, int window, int maxOutputTokens, int expectedSteps,
                    int maxSteps, boolean keepAssistantText, List<String> tools, ContextTerms context) {
        public RunTerms {
            context = context == null ? ContextTerms.DEFAULT : context;
        }

        public RunTerms(String model, boolean languageModel, String systemPrompt, int window, int maxOutputTokens, int expectedSteps,
                        int maxSteps, boolean keepAssistantText, List<String> tools) {
            this(model, languageModel, systemPrompt, window, maxOutputTokens, expectedSteps, maxSteps, keepAssistantText, tools, null);
        }

        /** Tokens that a request may have. */
        public int limit() {
            return window - maxOutputTokens;
        }

        /** The same with what a caller says besides the agent's own prompt; null for nothing. */
        public RunTerms instructed(String instructions) {
            return instructions == null || instructions.isBlank() ? this : new RunTerms(model, languageModel, systemPrompt + "\n\n" + instructions.strip(),
                    window, maxOutputTokens, expectedSteps, maxSteps, keepAssistantText, tools, context);
        }

        /** The same for another model, whose window may be smaller. */
        public RunTerms answeredBy(String otherModel, int otherWindow, int otherMaxOutputTokens) {
            return new RunTerms(otherModel, languageModel, systemPrompt, otherWindow, otherMaxOutputTokens, expectedSteps, maxSteps, keepAssistantText, tools,
                    context);
        }
    }

    /**
     * How a run ended.
     *
     * @param stoppedBy          {@code finish}, {@code text}, {@code step-limit}, {@code token-limit}, {@code time-limit},
     *                           {@code spend-limit}, {@code cancelled} or {@code verification}
     * @param documentTokens     of all attached documents
     * @param tokensRead         of document text that entered the window in this run
     * @param peakRequestTokens  largest request of this run
     * @param totalRequestTokens all requests of this run together
     * @param prunedMessages     messages pruned in this run
     * @param metaMemory         the rules that stood in front of the question; null in answers of older versions
     * @param support            which citations support which of its sentences; null where nothing was verified
     */
    record RunResult(String answer, boolean found, List<Citation> citations, int steps, long documentTokens, long tokensRead,
                     int peakRequestTokens, long totalRequestTokens, int prunedMessages, List<NoteLine> notes, String model,
                     boolean languageModel, String stoppedBy, MetaMemorySelection metaMemory, List<SentenceSupport> support) {

        /** Not verified. */
        public RunResult(String answer, boolean found, List<Citation> citations, int steps, long documentTokens, long tokensRead, int peakRequestTokens,
                         long totalRequestTokens, int prunedMessages, List<NoteLine> notes, String model, boolean languageModel, String stoppedBy,
                         MetaMemorySelection metaMemory) {
            this(answer, found, citations, steps, documentTokens, tokensRead, peakRequestTokens, totalRequestTokens, prunedMessages, notes, model,
                    languageModel, stoppedBy, metaMemory, null);
        }
    }

    record NoteLine(String key, String summary) {}
}
