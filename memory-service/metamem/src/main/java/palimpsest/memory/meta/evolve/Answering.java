package palimpsest.memory.meta.evolve;

import palimpsest.memory.meta.MetaMemoryRules;

/** Answers a question of an evolution as it would be answered in use, with rules in front of it. Used by several threads at once. */
@FunctionalInterface
public interface Answering {

    /** @throws RuntimeException where no answer came; what is refused for good counts as an answer without words */
    Attempted answer(MetaMemoryRules rules, TrainingCase asked, double temperature);

    /**
     * What was said and done.
     *
     * @param text  all of it; the answer stands behind the last {@code Answer:}
     * @param calls of the model
     */
    record Attempted(String text, long inputTokens, long outputTokens, int calls) {}
}
