package palimpsest.memory.meta.evolve;

import dev.langchain4j.model.chat.ChatModel;
import java.util.Objects;

/**
 * Who speaks in an evolution. Both are safe for use by several threads and try again by themselves what may pass.
 *
 * @param learner   proposes rules
 * @param judge     says whether answers are right
 * @param answering answers the questions; null for the learner, in one prompt with rules, memories and question
 */
public record EvolutionModels(ChatModel learner, ChatModel judge, Answering answering) {

    /** The learner answers in one prompt. */
    public EvolutionModels(ChatModel learner, ChatModel judge) {
        this(learner, judge, null);
    }

    public EvolutionModels {
        Objects.requireNonNull(learner, "learner");
        Objects.requireNonNull(judge, "judge");
    }
}
