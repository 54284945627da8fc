package palimpsest.memory.meta.evolve;

/**
 * A model call that was paid, or a decision that was taken; recorded once under its key.
 *
 * @param key      unique in its evolution; says by itself what it is, such as {@code fold0/epoch0/batch1/case7/attempt2/rollout}
 * @param position of the case, null for a batch's
 * @param attempt  null where there is one only
 * @param output   what the model said, or the decision as JSON
 * @param calls    model calls: 1, or 0 for a decision
 */
public record EvolutionItem(String key, Kind kind, Integer position, Integer attempt, String output, long inputTokens, long outputTokens, int calls) {

    public enum Kind { ROLLOUT, JUDGEMENT, SUMMARY, PROPOSAL, CONSOLIDATION, DECISION }
}
