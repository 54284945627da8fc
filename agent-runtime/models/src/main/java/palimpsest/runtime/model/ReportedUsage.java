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
        if (isAnthropic(usage) && usage.inputTokenCount() != null) {
            // Anthropic counts what was cached beside the input, others within.
            input = positive(usage.inputTokenCount() + Anthropic.cached(usage) + Anthropic.written(usage));
        }
        return new ReportedUsage(input, output(usage, input), cached(usage), reasoning(usage));
    }

    /** Some servers count reasoning in the total only. */
    private static Integer output(TokenUsage usage, Integer input) {
        Integer output = positive(usage.outputTokenCount());
        if (isAnthropic(usage) || input == null || usage.totalTokenCount() == null) {
            return output;
        }
        int rest = usage.totalTokenCount() - input;
        return rest > orNone(output) ? Integer.valueOf(rest) : output;
    }

    private static int cached(TokenUsage usage) {
        return isAnthropic(usage) ? Anthropic.cached(usage) : isOpenAi(usage) ? OpenAi.cached(usage) : 0;
    }

    private static Integer reasoning(TokenUsage usage) {
        return isOpenAi(usage) ? OpenAi.reasoning(usage) : null;
    }

    /** By name: a provider's classes need not be on the class path. */
    private static boolean isAnthropic(TokenUsage usage) {
        return usage.getClass().getName().equals("dev.langchain4j.model.anthropic.AnthropicTokenUsage");
    }

    private static boolean isOpenAi(TokenUsage usage) {
        return usage.getClass().getName().equals("dev.langchain4j.model.openai.OpenAiTokenUsage");
    }

    /** Loaded only where there is such a usage. */
    private static final class Anthropic {
        private static int cached(TokenUsage usage) {
            return orNone(((AnthropicTokenUsage) usage).cacheReadInputTokens());
        }

        private static int written(TokenUsage usage) {
            return orNone(((AnthropicTokenUsage) usage).cacheCreationInputTokens());
        }
    }

    /** Loaded only where there is such a usage. */
    private static final class OpenAi {
        private static int cached(TokenUsage usage) {
            var details = ((OpenAiTokenUsage) usage).inputTokensDetails();
            return details == null ? 0 : orNone(details.cachedTokens());
        }

        private static Integer reasoning(TokenUsage usage) {
            var details = ((OpenAiTokenUsage) usage).outputTokensDetails();
            return details == null ? null : positive(details.reasoningTokens());
        }
    }

    private static int orNone(Integer tokens) {
        return tokens == null ? 0 : tokens;
    }

    private static Integer positive(Integer tokens) {
        return tokens == null || tokens <= 0 ? null : tokens;
    }
}
