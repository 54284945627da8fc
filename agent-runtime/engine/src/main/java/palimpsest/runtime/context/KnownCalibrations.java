package palimpsest.runtime.context;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this process last found of each model's way to count: where a run begins in a conversation that has no figures of its own.
 * It enters a conversation by the terms of its run only, so that the log alone still says what was counted. Safe for several threads.
 */
public final class KnownCalibrations {

    private final Map<String, Double> factors = new ConcurrentHashMap<>();

    /** Takes note of what a conversation's calibration has come to, when its provider has reported anything. */
    public void learn(String model, TokenCalibration calibration) {
        if (calibration.measured()) {
            factors.put(model, calibration.factor());
        }
    }

    public OptionalDouble of(String model) {
        Double factor = factors.get(model);
        return factor == null ? OptionalDouble.empty() : OptionalDouble.of(factor);
    }
}
