package palimpsest.runtime.wiring;

import java.util.List;
import palimpsest.runtime.event.ContextTerms.PruningTerms;
import palimpsest.runtime.event.ContextTerms.ToolClearing;
import palimpsest.runtime.pruning.PruningPolicy;

/** Properties of pruning as terms of a run, checked. */
final class PruningConfiguration {

    private static final String PREFIX = "palimpsest.agent.pruning.";

    /** Of what a request may hold, under the profile {@code full}. */
    private static final double STUB_SHARE = 0.25;

    private PruningConfiguration() {}

    static PruningTerms terms(PalimpsestProperties.Pruning pruning, PalimpsestProperties.Profile profile) {
        if (pruning.cachedPriceRatio() < 0 || pruning.cachedPriceRatio() > 1) {
            throw new ConfigurationMistake(PREFIX + "cached-price-ratio must be between 0 and 1, and is " + pruning.cachedPriceRatio() + ".");
        }
        double share = pruning.stubShare() != null ? pruning.stubShare() : profile == PalimpsestProperties.Profile.FULL ? STUB_SHARE : 0;
        if (share < 0 || share > 1) {
            throw new ConfigurationMistake(PREFIX + "stub-share must be between 0 and 1, and is " + share + ".");
        }
        var terms = new PruningTerms(pruning.policy(), pruning.minimumTokens(), pruning.cachedPriceRatio(), clearing(pruning.clearing()), share == 0 ? null : share);
        try {
            PruningPolicy.of(terms);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake(PREFIX + "policy: " + e.getMessage() + ".");
        }
        return terms;
    }

    private static ToolClearing clearing(PalimpsestProperties.Clearing clearing) {
        if (clearing.trigger() == null) {
            return null;
        }
        if (clearing.trigger() < 1 || clearing.keep() < 0 || clearing.clearAtLeast() < 0) {
            throw new ConfigurationMistake(PREFIX + "clearing: trigger must be at least 1, keep and clear-at-least must not be negative.");
        }
        return new ToolClearing(clearing.trigger(), clearing.keep(), clearing.clearAtLeast(),
                clearing.excludeTools() == null ? List.of() : clearing.excludeTools(), clearing.clearToolInputs());
    }
}
