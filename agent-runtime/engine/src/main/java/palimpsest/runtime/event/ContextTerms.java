package palimpsest.runtime.event;

import java.util.List;

/**
 * How the window of a run is kept; a part of its terms, so that it survives a restart.
 *
 * @param calibration       the provider's tokens per counted token to begin with, over 0
 * @param ownTokenizer      whether the model's own tokenizer counts: then {@code calibration} only ever rises
 * @param pruning           when prunes take effect
 * @param parallelToolCalls whether all calls of a message are answered, one after the other, in place of the first alone; null, as in old logs: the first
 */
public record ContextTerms(double calibration, boolean ownTokenizer, PruningTerms pruning, Boolean parallelToolCalls) {

    /** As StateLM: counted exactly, pruned at once. */
    public static final ContextTerms DEFAULT = new ContextTerms(1, true, PruningTerms.IMMEDIATE);

    public ContextTerms(double calibration, boolean ownTokenizer, PruningTerms pruning) {
        this(calibration, ownTokenizer, pruning, null);
    }

    /** Whether more than the first call of a message is answered. */
    public boolean answersAllCalls() {
        return Boolean.TRUE.equals(parallelToolCalls);
    }

    /**
     * When prunes that the agent asks for take effect, and what the runtime clears by itself.
     *
     * @param policy           {@code immediate}, {@code batched} or {@code cache-aware}
     * @param minimumTokens    batched: tokens that the held-back prunes save together before they take effect
     * @param cachedPriceRatio cache-aware: price of a cached input token in uncached ones, 0 to 1
     * @param clearing         null: the runtime clears nothing before room is needed
     * @param stubShare        of a request's tokens that exchanges of stubs may take before the oldest of them leave it, over 0 to 1; null, as in
     *                         old logs: they leave only when room is needed
     */
    public record PruningTerms(String policy, int minimumTokens, double cachedPriceRatio, ToolClearing clearing, Double stubShare) {
        public static final PruningTerms IMMEDIATE = new PruningTerms("immediate", 0, 0, null);

        public PruningTerms(String policy, int minimumTokens, double cachedPriceRatio, ToolClearing clearing) {
            this(policy, minimumTokens, cachedPriceRatio, clearing, null);
        }

        /** The same with a share for stubs. */
        public PruningTerms withStubShare(Double share) {
            return new PruningTerms(policy, minimumTokens, cachedPriceRatio, clearing, share);
        }
    }

    /**
     * Tool results that are cleared by themselves (Anthropic, context editing, {@code clear_tool_uses_20250919}).
     *
     * @param trigger         tokens of a request over which old results are cleared
     * @param keep            newest tool uses that stay
     * @param clearAtLeast    tokens that a clearing must save, otherwise nothing is cleared
     * @param excludeTools    names of tools whose results stay
     * @param clearToolInputs whether the arguments of their calls go too
     */
    public record ToolClearing(int trigger, int keep, int clearAtLeast, List<String> excludeTools, boolean clearToolInputs) {}
}
