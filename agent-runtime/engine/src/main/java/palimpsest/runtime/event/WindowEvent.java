package palimpsest.runtime.event;

import java.util.List;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;

/** What the next request holds: its size, what left the window and what came back. */
public sealed interface WindowEvent extends ConversationEvent {

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
            implements WindowEvent {
        public BudgetMeasured(int requestTokens, int window, int availableTokens, int messages, int prunedMessages) {
            this(requestTokens, window, availableTokens, messages, prunedMessages, requestTokens);
        }
    }

    /** The provider refused a request as too long: tokens are counted higher from now on. */
    record CalibrationRaised(double from, double to, String reason, int requestTokens) implements WindowEvent {}

    /**
     * From the next request on the message is a stub.
     *
     * @param by            {@code agent} or {@code runtime}
     * @param requestTokens of the request before; null in old logs
     * @param summary       what the agent wants to stand in the stub; null for nothing
     */
    record MessagePruned(int msgId, String role, String by, String reason, int tokensSaved, Integer requestTokens, String summary) implements WindowEvent {
        public MessagePruned(int msgId, String role, String by, String reason, int tokensSaved) {
            this(msgId, role, by, reason, tokensSaved, null);
        }

        /** With nothing in its stub. */
        public MessagePruned(int msgId, String role, String by, String reason, int tokensSaved, Integer requestTokens) {
            this(msgId, role, by, reason, tokensSaved, requestTokens, null);
        }
    }

    /** A prune was asked for and is held back by the pruning policy; it takes effect with a {@link MessagePruned}. */
    record PruneHeld(int msgId, String role, String by, String reason, int tokensSaved, int requestTokens, String summary) implements WindowEvent {}

    /**
     * Exchanges of which nothing but stubs was left went out of the request, each with its call and all its results.
     *
     * @param msgIds   of the assistant messages that they begin with
     * @param messages numbered messages that went
     */
    record ExchangesFolded(List<Integer> msgIds, int messages, String by, String reason, int tokensSaved, int requestTokens)
            implements WindowEvent {}

    /**
     * The oldest questions went out of the request; what was answered to them had gone before, or stays.
     *
     * @param questions how many of the conversation's questions, from its first on, stand in no request any more
     * @param went      of them by this event
     */
    record QuestionsFolded(int questions, int went, String reason, int tokensSaved, int requestTokens) implements WindowEvent {}

    /**
     * A result larger than what was left of the window entered it in part; the {@link ToolAnswered} before holds it whole.
     *
     * @param characters code points that entered of what was cut
     * @param notice     tells the model how to read the rest
     * @param tokens     of the result as it entered
     * @param form       what was cut: null, its longest text, or {@link #JSON}
     */
    record ResultCut(int msgId, int characters, int ofCharacters, String notice, int tokens, int tokensSaved, int requestTokens, String form)
            implements WindowEvent {

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
                            int requestTokens) implements WindowEvent {}

    /** A numbered message as it was recorded: one of {@code said} and {@code answered} is null. */
    record OriginalMessage(long seq, AssistantSpoke said, ToolAnswered answered) {}
}
