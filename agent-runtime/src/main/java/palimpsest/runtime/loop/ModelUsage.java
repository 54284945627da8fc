package palimpsest.runtime.loop;

import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Objects;
import palimpsest.runtime.event.ConversationEvent.ModelAnswered;

/** Reads what a provider reports of an answer's tokens. */
final class ModelUsage {

    private ModelUsage() {}

    /**
     * @param usage    as reported, or null
     * @param measured tokens of the request, for a provider that reports none
     */
    static ModelAnswered of(StepModel model, TokenUsage usage, int measured) {
        int output = usage == null || usage.outputTokenCount() == null ? 0 : usage.outputTokenCount();
        int input = usage == null || usage.inputTokenCount() == null ? measured : usage.inputTokenCount() + beside(usage);
        int cached = Math.min(cached(usage), input);
        return new ModelAnswered(model.name(), input, cached, output, model.price().of(input, cached, output));
    }

    /** Anthropic counts what its cache served or took in apart from the rest of the input. */
    private static int beside(TokenUsage usage) {
        return usage instanceof AnthropicTokenUsage anthropic
                ? Objects.requireNonNullElse(anthropic.cacheReadInputTokens(), 0) + Objects.requireNonNullElse(anthropic.cacheCreationInputTokens(), 0) : 0;
    }

    private static int cached(TokenUsage usage) {
        return switch (usage) {
            case OpenAiTokenUsage openAi when openAi.inputTokensDetails() != null -> Objects.requireNonNullElse(openAi.inputTokensDetails().cachedTokens(), 0);
            case AnthropicTokenUsage anthropic -> Objects.requireNonNullElse(anthropic.cacheReadInputTokens(), 0);
            case null, default -> 0;
        };
    }
}
