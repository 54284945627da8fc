package palimpsest.runtime.pruning;

import palimpsest.runtime.event.ContextTerms.PruningTerms;

/**
 * Decides when prunes that were asked for take effect. Providers keep the longest beginning that a request shares with the one
 * before it and charge less for it; a prune in the middle throws away what stands behind. When room is needed all take effect,
 * whatever the policy says.
 */
public interface PruningPolicy {

    /** Whether what is held back takes effect before the next request. */
    boolean due(HeldBack held);

    /** Whether a prune takes effect with the next request, without being held back first. */
    default boolean immediate() {
        return false;
    }

    /**
     * What is held back, in tokens.
     *
     * @param saved     that all prunes together take out of each later request
     * @param carried   that were sent for want of these prunes so far, the next request included
     * @param recomputed that stand behind the first of the messages and stay: what a cache would have to take in anew, and would not anyway
     */
    record HeldBack(int saved, long carried, int recomputed) {}

    /** @throws IllegalArgumentException when there is no policy of that name; the message names those there are */
    static PruningPolicy of(PruningTerms terms) {
        return switch (terms.policy()) {
            case "immediate" -> new Immediate();
            case "batched" -> new Batched(terms.minimumTokens());
            case "cache-aware" -> new CacheAware(terms.cachedPriceRatio());
            default -> throw new IllegalArgumentException("There is no pruning policy named " + terms.policy()
                    + ": use immediate, batched or cache-aware");
        };
    }

    /** At once, as StateLM. */
    record Immediate() implements PruningPolicy {
        @Override
        public boolean due(HeldBack held) {
            return true;
        }

        @Override
        public boolean immediate() {
            return true;
        }
    }

    /** Together, once they save {@code minimumTokens}. */
    record Batched(int minimumTokens) implements PruningPolicy {
        @Override
        public boolean due(HeldBack held) {
            return held.saved() >= minimumTokens;
        }
    }

    /**
     * Once carrying the tokens on has cost, at the cached price, as much as taking in anew what stands behind them costs over the
     * cached price: the rule of the ski rental problem, which never costs more than twice the best choice in hindsight.
     *
     * @param cachedPriceRatio price of a cached input token in uncached ones, 0 to 1
     */
    record CacheAware(double cachedPriceRatio) implements PruningPolicy {
        @Override
        public boolean due(HeldBack held) {
            return held.carried() * cachedPriceRatio >= held.recomputed() * (1 - cachedPriceRatio);
        }
    }
}
