package palimpsest.memory.meta.evolve;

import dev.langchain4j.model.chat.ChatModel;
import java.util.Objects;

/**
 * Who speaks in an evolution. Both are safe for use by several threads and try again by themselves what may pass.
 *
 * @param learner answers the questions and proposes rules
 * @param judge   says whether answers are right
 */
public record EvolutionModels(ChatModel learner, ChatModel judge) {
    public EvolutionModels {
        Objects.requireNonNull(learner, "learner");
        Objects.requireNonNull(judge, "judge");
    }
}
