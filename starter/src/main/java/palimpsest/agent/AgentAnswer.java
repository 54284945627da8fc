package palimpsest.agent;

import java.util.List;
import java.util.UUID;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.event.RunResult;

/**
 * What an agent answered.
 *
 * @param text      the answer
 * @param found     false when the run ended without having found one, for example at its step limit
 * @param citations where the answer was read, to the character; empty when it quotes nothing
 * @param result    everything that is known of the run: steps, tokens, prunes, notes
 * @param usage     what its requests to models used together
 * @param toolCalls of its tools, those of the window and the documents included, in order
 */
public record AgentAnswer(String text, boolean found, List<Citation> citations, UUID conversationId, UUID runId, RunResult result, Usage usage,
                          List<AgentListener.ToolCall> toolCalls) {

    public AgentAnswer {
        citations = List.copyOf(citations);
        toolCalls = List.copyOf(toolCalls);
    }

    /**
     * Tokens of all requests to models in a run, as the providers reported them.
     *
     * @param cachedTokens of the input, from a provider's cache
     */
    public record Usage(int inputTokens, int cachedTokens, int outputTokens) {

        static final Usage NONE = new Usage(0, 0, 0);

        Usage plus(int input, int cached, int output) {
            return new Usage(inputTokens + input, cachedTokens + cached, outputTokens + output);
        }
    }
}
