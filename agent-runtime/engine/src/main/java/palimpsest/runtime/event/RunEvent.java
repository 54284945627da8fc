package palimpsest.runtime.event;

import java.util.List;
import palimpsest.runtime.answer.AnswerFormat;

/** How a run goes: its terms, its steps, which model answers, what people ask of it, and how it ends. */
public sealed interface RunEvent extends ConversationEvent {

    /** Work on the last question began, under these terms; they hold until the run ends, also after a restart. */
    record RunStarted(RunTerms terms) implements RunEvent {}

    /** A request to the model is about to be made. {@code step} counts from 1 in each run. */
    record StepStarted(int step, String model) implements RunEvent {}

    /** What the run may use in all; it ends with what was found when one is reached. Null means no limit. */
    record LimitsSet(Long tokens, Long seconds, Double spend) implements RunEvent {}

    /**
     * What the caller offers and asks for while this run goes on; it replaces what held before.
     *
     * @param functions      that the model may call besides the agent's tools
     * @param callRequired   as in {@link CallerTerms}; null in old logs: false
     * @param oneCallAtATime as in {@link CallerTerms}; null in old logs: false
     * @param format         of the answer; null for any text
     */
    record FunctionsOffered(List<CallerFunction> functions, Boolean callRequired, Boolean oneCallAtATime, AnswerFormat format) implements RunEvent {
        public static FunctionsOffered of(CallerTerms terms) {
            return new FunctionsOffered(terms.functions(), terms.callRequired(), terms.oneCallAtATime(), terms.format());
        }

        public CallerTerms terms() {
            return new CallerTerms(functions, Boolean.TRUE.equals(callRequired), Boolean.TRUE.equals(oneCallAtATime), format);
        }
    }

    /** The answer is not what the caller asked for, and was not given: {@code reason} says why, and the model is told. */
    record AnswerRefused(int msgId, String reason) implements RunEvent {}

    /** A model did not answer this step; the next one of its fallbacks is asked. */
    record ModelFellBack(String model, String next, String reason) implements RunEvent {}

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
            implements RunEvent {
        public ModelAnswered(String model, int inputTokens, int cachedTokens, int outputTokens, double cost) {
            this(model, inputTokens, cachedTokens, outputTokens, cost, null);
        }
    }

    /** Someone asked the run in progress to end. */
    record CancelRequested() implements RunEvent {}

    /** Someone asked the run in progress to wait after its step. */
    record PauseRequested() implements RunEvent {}

    /** The run waits until someone resumes it. */
    record RunPaused() implements RunEvent {}

    /** Someone let a paused run go on. */
    record RunResumed() implements RunEvent {}

    /** A runtime went on with a run that one had worked on before. {@code lease} counts the leases of the run. */
    record RunContinued(String runtime, long lease) implements RunEvent {}

    /**
     * What the run did from a step on no longer stands: it goes on after event {@code keptThrough}.
     *
     * @param lastMsgId numbers of messages up to this one are not given a second time
     */
    record RunRewound(int fromStep, long keptThrough, int lastMsgId) implements RunEvent {}

    /**
     * The run ended with an answer.
     *
     * @param outsideText whether text that others wrote had entered the conversation by then; null where that is not known: in answers of older
     *                    versions, and in those that come from elsewhere
     */
    record RunFinished(RunResult result, Boolean outsideText) implements RunEvent {

        /** Not known to be free of text that others wrote. */
        public RunFinished(RunResult result) {
            this(result, null);
        }
    }

    /** The run ended without one. Nothing of the conversation is lost: the question may be asked again. */
    record RunFailed(String type, String title, String detail, boolean retryable) implements RunEvent {

        /** The question does not fit into a request, with all left out that may be. */
        public static final String WINDOW_TOO_SMALL = "window-too-small";
    }
}
