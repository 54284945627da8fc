package palimpsest.runtime.model;

import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;

/**
 * What a provider says that a call used, in one meaning for all providers. Null where it says nothing, or nothing that can be so.
 *
 * @param inputTokens  of the request, those read from or written to a cache included
 * @param outputTokens that it bills: the answer and the reasoning before it, which never enters a later request
 * @param cachedTokens of the input, those that the provider's prefix cache served; 0 where it says nothing
 * @param reasoningTokens of the output
 */
public record ReportedUsage(Integer inputTokens, Integer outputTokens, int cachedTokens, Integer reasoningTokens) {

    public static ReportedUsage of(TokenUsage usage) {
        if (usage == null) {
            return new ReportedUsage(null, null, 0, null);
        }
        Integer input = positive(usage.inputTokenCount());
        if (usage instanceof AnthropicTokenUsage anthropic && usage.inputTokenCount() != null) {
            // Anthropic counts what was cached beside the input, others within.
            input = positive(usage.inputTokenCount() + orNone(anthropic.cacheReadInputTokens()) + orNone(anthropic.cacheCreationInputTokens()));
        }
        return new ReportedUsage(input, output(usage, input), cached(usage), reasoning(usage));
    }

    /** Some servers count reasoning in the total only. */
    private static Integer output(TokenUsage usage, Integer input) {
        Integer output = positive(usage.outputTokenCount());
        if (usage instanceof AnthropicTokenUsage || input == null || usage.totalTokenCount() == null) {
            return output;
        }
        int rest = usage.totalTokenCount() - input;
        return rest > orNone(output) ? Integer.valueOf(rest) : output;
    }

    private static int cached(TokenUsage usage) {
        return switch (usage) {
            case OpenAiTokenUsage openAi when openAi.inputTokensDetails() != null -> orNone(openAi.inputTokensDetails().cachedTokens());
            case AnthropicTokenUsage anthropic -> orNone(anthropic.cacheReadInputTokens());
            default -> 0;
        };
    }

    private static Integer reasoning(TokenUsage usage) {
        return usage instanceof OpenAiTokenUsage openAi && openAi.outputTokensDetails() != null ? positive(openAi.outputTokensDetails().reasoningTokens()) : null;
    }

    private static int orNone(Integer tokens) {
        return tokens == null ? 0 : tokens;
    }

    private static Integer positive(Integer tokens) {
        return tokens == null || tokens <= 0 ? null : tokens;
    }
}
