package palimpsest.peers.context;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.context.WindowMeter;

/**
 * A model that answers by the {@link RecordReader} and counts what it is asked: tokens as {@link WindowMeter} counts them, definitions of tools included, and of
 * each request those that stood at the beginning of the one before, message for message, which a provider's prefix cache would have served.
 */
final class MeteredModel implements ChatModel {

    /** Dollars per million tokens of the list price of a common model; what is cached costs a tenth. */
    private static final double INPUT = 3;
    private static final double CACHED_INPUT = 0.3;
    private static final double OUTPUT = 15;
    private static final double MILLION = 1e6;

    private final RecordReader policy = new RecordReader();
    private final Tokenizer tokenizer;
    private final Map<List<ToolSpecification>, WindowMeter> meters = new HashMap<>();
    /** What messages count: the same ones stand in request after request, of the whole history millions of tokens. */
    private final Map<ChatMessage, Integer> counts = new HashMap<>();
    private List<ChatMessage> before = List.of();
    private Used used = Used.NONE;

    MeteredModel(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Of all requests since the count began.
     *
     * @param peak   tokens of the largest request
     * @param input  tokens of all requests
     * @param cached of them those that a prefix cache would have served
     * @param output tokens of all answers
     */
    record Used(int requests, long peak, long input, long cached, long output) {

        static final Used NONE = new Used(0, 0, 0, 0, 0);

        private Used and(long asked, long served, long said) {
            return new Used(requests + 1, Math.max(peak, asked), input + asked, cached + served, output + said);
        }

        double dollars() {
            return ((input - cached) * INPUT + cached * CACHED_INPUT + output * OUTPUT) / MILLION;
        }
    }

    /** What was used since the last call of this. */
    synchronized Used takeUsed() {
        Used taken = used;
        used = Used.NONE;
        before = List.of();
        counts.clear();
        return taken;
    }

    /** Tokens of a request with these messages. */
    synchronized long tokens(List<ToolSpecification> tools, List<ChatMessage> messages) {
        WindowMeter meter = meter(tools);
        return meter.toolTokens() + messages.stream().mapToLong(message -> tokens(meter, message)).sum();
    }

    @Override
    public synchronized ChatResponse doChat(ChatRequest request) {
        WindowMeter meter = meter(request.toolSpecifications());
        List<ChatMessage> messages = request.messages();
        long asked = 0;
        long served = 0;
        boolean same = true;
        for (int i = 0; i < messages.size(); i++) {
            int tokens = tokens(meter, messages.get(i));
            asked += tokens;
            same = same && i < before.size() && before.get(i).equals(messages.get(i));
            served += same ? tokens : 0;
        }
        AiMessage answer = policy.answer(request);
        int said = tokens(meter, answer);
        used = used.and(asked + meter.toolTokens(), served + (before.isEmpty() ? 0 : meter.toolTokens()), said);
        before = List.copyOf(messages);
        return ChatResponse.builder().aiMessage(answer).modelName("scripted").finishReason(answer.hasToolExecutionRequests() ? FinishReason.TOOL_EXECUTION : FinishReason.STOP)
                .tokenUsage(new TokenUsage(Math.toIntExact(asked + meter.toolTokens()), said)).build();
    }

    private int tokens(WindowMeter meter, ChatMessage message) {
        return counts.computeIfAbsent(message, meter::tokens);
    }

    private WindowMeter meter(List<ToolSpecification> tools) {
        return meters.computeIfAbsent(tools == null ? List.of() : tools, offered -> new WindowMeter(tokenizer, offered));
    }
}
