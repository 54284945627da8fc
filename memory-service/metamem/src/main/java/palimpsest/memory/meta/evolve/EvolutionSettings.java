package palimpsest.memory.meta.evolve;

/**
 * How an evolution works; the defaults are the paper's where it has one.
 *
 * @param rollouts      attempts at each question, 2 to 20 (5)
 * @param temperature   of the attempts, over 0 to 2 (0.7); evaluation is at 0
 * @param batch         questions whose proposals are consolidated together, 1 or more (8)
 * @param epochs        passes over the training questions, 1 to 10 (1)
 * @param folds         into which the cases are cut, 3 to 20 (5): one to test on, one to check each update on, the rest to learn from
 * @param crossValidate learn once for each fold as the test fold: every case is tested once, at {@code folds} times the price.
 *                      Versions are stored from the first only
 * @param maxCalls      model calls after which it stops
 * @param maxTokens     in and out, after which it stops
 * @param level         highest p-value of the paired test, one-sided, with which an update comes in, over 0 to 1 (0.25: 2 gained and none lost
 *                      suffice, 1 does not); null in evolutions of earlier versions: the default
 */
public record EvolutionSettings(int rollouts, double temperature, int batch, int epochs, int folds, boolean crossValidate, int maxCalls, long maxTokens,
                                Double level) {

    private static final double LEVEL = 0.25; // a held-out fold of a few cases can reach no stricter one

    public static final EvolutionSettings DEFAULT = new EvolutionSettings(5, 0.7, 8, 1, 5, false, 20_000, 50_000_000, LEVEL);

    /** @throws IllegalArgumentException for a value out of range; the message names it */
    public EvolutionSettings {
        level = level == null ? LEVEL : level;
        require(rollouts >= 2 && rollouts <= 20, "rollouts must be from 2 to 20");
        require(temperature > 0 && temperature <= 2, "temperature must be over 0 and at most 2: equal attempts teach nothing");
        require(batch >= 1, "batch must be at least 1");
        require(epochs >= 1 && epochs <= 10, "epochs must be from 1 to 10");
        require(folds >= 3 && folds <= 20, "folds must be from 3 to 20");
        require(maxCalls >= 1, "max_calls must be at least 1");
        require(maxTokens >= 1, "max_tokens must be at least 1");
        require(level > 0 && level <= 1, "level must be over 0 and at most 1");
    }

    /** The same with this budget; null keeps a limit. */
    public EvolutionSettings withBudget(Integer calls, Long tokens) {
        return new EvolutionSettings(rollouts, temperature, batch, epochs, folds, crossValidate, calls == null ? maxCalls : calls,
                tokens == null ? maxTokens : tokens, level);
    }

    /** Batches in all passes over that many cases. */
    public int batches(int cases) {
        int batches = 0;
        for (int fold = 0; fold < (crossValidate ? folds : 1); fold++) {
            int training = cases - foldSize(cases, fold) - foldSize(cases, (fold + 1) % folds);
            batches += epochs * ((training + batch - 1) / batch);
        }
        return batches;
    }

    private int foldSize(int cases, int fold) {
        return cases / folds + (fold < cases % folds ? 1 : 0);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ".");
        }
    }
}
