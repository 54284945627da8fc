package palimpsest.runtime.conversation;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import palimpsest.runtime.event.ContextTerms.PruningTerms;
import palimpsest.runtime.event.RunEvent.LimitsSet;
import palimpsest.runtime.model.AgentModel;

/**
 * What holds for agents that say nothing else.
 *
 * @param systemPrompt      first message of every request
 * @param window            tokens that no request exceeds; null: the model's own
 * @param expectedSteps     told to the model by checkBudget (StateLM: 50)
 * @param maxSteps          after which a run ends with what was found (StateLM: 80)
 * @param keepAssistantText a pruned assistant message keeps its text and loses only its arguments
 * @param tools             names offered
 * @param pruning           when prunes take effect
 * @param parallelToolCalls whether all calls of a message are answered, in place of the first alone
 * @param limits            what each run may use
 * @param further           names of tools that an agent is offered besides, by its name
 */
public record AgentDefaults(String systemPrompt, Integer window, int expectedSteps, int maxSteps, boolean keepAssistantText, List<String> tools,
                            PruningTerms pruning, boolean parallelToolCalls, LimitsSet limits, Function<String, List<String>> further) {

    /** The window of an agent that works with a model. @param own the agent's; null for none */
    public int windowOf(Integer own, AgentModel model) {
        return own != null ? own : window != null ? window : model.window();
    }

    /** The most tokens of one answer in a window: in a small one a fixed reserve would leave nothing to read with. */
    public static int outputOf(AgentModel model, int window) {
        return Math.min(model.maxOutputTokens(), window / 4);
    }

    /** The tools that the agent of that name is offered. */
    public List<String> toolsOf(String agent) {
        return Stream.concat(tools.stream(), further.apply(agent).stream()).distinct().toList();
    }
}
