package palimpsest.runtime.loop;

import dev.langchain4j.model.chat.ChatModel;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import palimpsest.runtime.model.ModelPrice;
import palimpsest.runtime.model.ReportedUsage;

/**
 * A model that may be asked for a step.
 *
 * @param tokenizer       counts its requests
 * @param window          tokens of request and answer together
 * @param maxOutputTokens of them kept for the answer
 */
public record StepModel(String name, ChatModel model, Tokenizer tokenizer, int window, int maxOutputTokens, ModelPrice price) {

    /**
     * What an answer of this model used and cost.
     *
     * @param requestTokens as measured, for a provider that reports none
     */
    ModelAnswered answered(ReportedUsage usage, int requestTokens) {
        int input = usage.inputTokens() == null ? requestTokens : usage.inputTokens();
        int output = usage.outputTokens() == null ? 0 : usage.outputTokens();
        int cached = Math.min(usage.cachedTokens(), input);
        return new ModelAnswered(name, input, cached, output, price.of(input, cached, output), usage.reasoningTokens());
    }
}
