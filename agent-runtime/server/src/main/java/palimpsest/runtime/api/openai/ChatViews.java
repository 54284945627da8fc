package palimpsest.runtime.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.stream.IntStream;
import palimpsest.runtime.caller.CallerReply;
import palimpsest.runtime.event.MessageEvent;

/** Chat completions and their chunks as OpenAI's reference has them. */
final class ChatViews {

    private static final String COMPLETION = "chat.completion";
    private static final String CHUNK = "chat.completion.chunk";

    private ChatViews() {}

    record Completion(String id, String object, long created, String model, List<Choice> choices, UsageView usage,
                      @JsonProperty("service_tier") String serviceTier, @JsonProperty("system_fingerprint") String systemFingerprint) {}

    record Choice(int index, Message message, Object logprobs, @JsonProperty("finish_reason") String finishReason) {}

    record Message(String role, String content, String refusal, @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("tool_calls") List<ToolCall> toolCalls,
                   List<Object> annotations) {}

    /** {@code index} stands in chunks only. */
    record ToolCall(@JsonInclude(JsonInclude.Include.NON_NULL) Integer index, String id, String type, Function function) {}

    record Function(String name, String arguments) {}

    @Schema(name = "OpenAiChatUsage")
    record UsageView(@JsonProperty("prompt_tokens") long promptTokens, @JsonProperty("completion_tokens") long completionTokens,
                     @JsonProperty("total_tokens") long totalTokens, @JsonProperty("prompt_tokens_details") PromptDetails promptTokensDetails,
                     @JsonProperty("completion_tokens_details") CompletionDetails completionTokensDetails) {
        static UsageView of(CallerReply.Usage usage) {
            return new UsageView(usage.input(), usage.output(), usage.input() + usage.output(), new PromptDetails(usage.cached(), 0),
                    new CompletionDetails(usage.reasoning(), 0, 0, 0));
        }
    }

    record PromptDetails(@JsonProperty("cached_tokens") long cachedTokens, @JsonProperty("audio_tokens") long audioTokens) {}

    record CompletionDetails(@JsonProperty("reasoning_tokens") long reasoningTokens, @JsonProperty("audio_tokens") long audioTokens,
                             @JsonProperty("accepted_prediction_tokens") long acceptedPredictionTokens,
                             @JsonProperty("rejected_prediction_tokens") long rejectedPredictionTokens) {}

    record Chunk(String id, String object, long created, String model, @JsonProperty("service_tier") String serviceTier,
                 @JsonProperty("system_fingerprint") String systemFingerprint, List<ChunkChoice> choices,
                 @JsonInclude(JsonInclude.Include.NON_NULL) UsageView usage) {}

    record ChunkChoice(int index, Delta delta, Object logprobs, @JsonProperty("finish_reason") String finishReason) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delta(String role, String content, @JsonProperty("tool_calls") List<ToolCall> toolCalls, String refusal) {
        static final Delta NOTHING = new Delta(null, null, null);

        Delta(String role, String content, List<ToolCall> toolCalls) {
            this(role, content, toolCalls, null);
        }
    }

    /** What stays the same over the chunks of a completion. {@code created} in seconds since 1970. */
    record Frame(String id, long created, String model) {

        Completion completion(CallerReply reply) {
            Message message = switch (reply.outcome()) {
                case CallerReply.Answered answered when answered.refused() -> new Message("assistant", null, answered.text(), null, List.of());
                case CallerReply.Answered answered -> new Message("assistant", answered.text(), null, null, List.of());
                case CallerReply.Called called -> new Message("assistant", called.text(), null,
                        called.calls().stream().map(call -> toolCall(null, call)).toList(), List.of());
                case CallerReply.Failed failed -> throw OpenAiError.of(failed.failure());
            };
            return new Completion(id, COMPLETION, created, model, List.of(new Choice(0, message, null, finishReason(reply.outcome()))),
                    UsageView.of(reply.usage()), "default", null);
        }

        Chunk chunk(Delta delta, String finishReason) {
            return new Chunk(id, CHUNK, created, model, "default", null, List.of(new ChunkChoice(0, delta, null, finishReason)), null);
        }

        Chunk usage(CallerReply.Usage usage) {
            return new Chunk(id, CHUNK, created, model, "default", null, List.of(), UsageView.of(usage));
        }
    }

    /** With their places, as chunks have them. */
    static List<ToolCall> toolCalls(List<MessageEvent.Call> calls) {
        return IntStream.range(0, calls.size()).mapToObj(index -> toolCall(index, calls.get(index))).toList();
    }

    private static ToolCall toolCall(Integer index, MessageEvent.Call call) {
        return new ToolCall(index, call.id(), "function", new Function(call.name(), call.arguments()));
    }

    /** A run that was ended by a limit gives what was found: its answer is cut short. */
    static String finishReason(CallerReply.Outcome outcome) {
        return switch (outcome) {
            case CallerReply.Called ignored -> "tool_calls";
            case CallerReply.Answered answered when answered.filtered() -> "content_filter";
            case CallerReply.Answered answered -> answered.stoppedBy().endsWith("-limit") ? "length" : "stop";
            case CallerReply.Failed ignored -> "stop";
        };
    }
}
