package palimpsest.runtime.model;

import java.time.Duration;
import java.util.List;

/**
 * What holds for a model besides how it is reached.
 *
 * @param fallbacks models that are asked in turn when it does not answer
 * @param circuit   when it is left alone for a while
 */
public record ModelTerms(List<String> fallbacks, ModelPrice price, Circuit circuit) {

    /** No fallback, no price, the usual circuit. */
    public static final ModelTerms USUAL = new ModelTerms(List.of(), ModelPrice.FREE, new Circuit(5, Duration.ofSeconds(30)));

    public ModelTerms {
        fallbacks = List.copyOf(fallbacks);
    }

    /**
     * When a model's circuit opens: it is not asked at all then, so that a provider that is down costs no waiting.
     *
     * @param calls that all failed in a row before it opens, each with all its retries
     * @param pause until it is tried again with one call
     */
    public record Circuit(int calls, Duration pause) {

        /** @throws IllegalArgumentException for less than one call, or no pause */
        public Circuit {
            if (calls < 1 || !pause.isPositive()) {
                throw new IllegalArgumentException("A circuit opens after at least one call, for some time");
            }
        }
    }
}
