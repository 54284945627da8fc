package palimpsest.peers.context;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What a loop without this product does with its history when a request would be larger than its limit. The prompt and the question always stay. */
enum HistoryPolicy {

    /** Nothing, as though no window ended. */
    FULL_HISTORY {
        @Override
        List<ChatMessage> fit(List<ChatMessage> history, ToLongFunction<List<ChatMessage>> tokens, Function<List<ChatMessage>, String> summarize) {
            return history;
        }
    },
    /** The oldest exchanges go, each with all of its results. */
    SLIDING_WINDOW {
        @Override
        List<ChatMessage> fit(List<ChatMessage> history, ToLongFunction<List<ChatMessage>> tokens, Function<List<ChatMessage>, String> summarize) {
            List<ChatMessage> window = new ArrayList<>(history);
            while (tokens.applyAsLong(window) > LIMIT && exchanges(window) > 1) {
                do {
                    window.remove(HEAD);
                } while (!(window.get(HEAD) instanceof AiMessage));
            }
            return window;
        }
    },
    /** All but the newest exchange gives way to a summary, which the model writes. */
    SUMMARY_WHEN_FULL {
        @Override
        List<ChatMessage> fit(List<ChatMessage> history, ToLongFunction<List<ChatMessage>> tokens, Function<List<ChatMessage>, String> summarize) {
            int newest = newest(history);
            if (tokens.applyAsLong(history) <= LIMIT || newest == HEAD) {
                return history;
            }
            List<ChatMessage> old = new ArrayList<>(history.subList(0, newest));
            old.add(UserMessage.from(RecordReader.SUMMARIZE));
            List<ChatMessage> window = new ArrayList<>(history.subList(0, HEAD));
            window.add(AiMessage.from(summarize.apply(old)));
            window.addAll(history.subList(newest, history.size()));
            return window;
        }
    },
    /**
     * As Anthropic's context editing does with {@code clear_tool_uses}: the texts of the oldest tool results give way to a placeholder, the newest
     * three stay, and so do all calls and all that the model said.
     */
    CLEARED_TOOL_RESULTS {
        @Override
        List<ChatMessage> fit(List<ChatMessage> history, ToLongFunction<List<ChatMessage>> tokens, Function<List<ChatMessage>, String> summarize) {
            if (tokens.applyAsLong(history) <= LIMIT) {
                return history;
            }
            List<ToolExecutionResultMessage> results = history.stream().filter(ToolExecutionResultMessage.class::isInstance).map(ToolExecutionResultMessage.class::cast).toList();
            Set<ChatMessage> cleared = new HashSet<>(results.subList(0, Math.max(0, results.size() - KEPT_RESULTS)));
            return history.stream().map(message -> cleared.contains(message) ? cleared((ToolExecutionResultMessage) message) : message).toList();
        }
    };

    /** Of a window of 32,000 tokens, with 4,096 left for the answer. */
    static final int LIMIT = 32_000 - 4_096;
    /** Prompt and question. */
    private static final int HEAD = 2;
    private static final int KEPT_RESULTS = 3;
    private static final String PLACEHOLDER = "[cleared to save context]";

    /** The history that the next request is made of; what has left it is gone. */
    abstract List<ChatMessage> fit(List<ChatMessage> history, ToLongFunction<List<ChatMessage>> tokens, Function<List<ChatMessage>, String> summarize);

    private static long exchanges(List<ChatMessage> history) {
        return history.stream().filter(AiMessage.class::isInstance).count();
    }

    /** Where the newest message of the model stands. */
    private static int newest(List<ChatMessage> history) {
        for (int i = history.size() - 1; i > HEAD; i--) {
            if (history.get(i) instanceof AiMessage) {
                return i;
            }
        }
        return HEAD;
    }

    private static ToolExecutionResultMessage cleared(ToolExecutionResultMessage result) {
        return ToolExecutionResultMessage.from(result.id(), result.toolName(), PLACEHOLDER);
    }
}
