package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.List;
import palimpsest.runtime.event.RunTerms;

/**
 * How many tokens of the provider a counted token stands for: from the usage that it reported for this conversation's requests
 * under the model in use, and from its refusals. A function of the events alone. Changed only by {@link ContextState}.
 */
public final class TokenCalibration {

    /** Where a tokenizer that is not the model's begins, before the provider has reported anything. */
    public static final double FIRST_GUESS = 1.1;

    private static final double MARGIN = 1.03;
    private static final int LAST = 8;
    /** A ratio outside is no count of the request: a constant, only what was not cached, or characters. */
    private static final double LEAST = 0.25;
    private static final double MOST = 4;

    private String model;
    private boolean ownTokenizer = true;
    private double start = 1;
    private double raised;
    private List<Double> ratios = new ArrayList<>();
    private int asked;

    TokenCalibration() {}

    /** What one model's tokenizer was found to be holds for that model only. */
    void begin(RunTerms terms) {
        if (!terms.model().equals(model)) {
            model = terms.model();
            raised = 0;
            ratios.clear();
        }
        ownTokenizer = terms.context().ownTokenizer();
        start = terms.context().calibration();
    }

    void asked(int countedTokens) {
        asked = countedTokens;
    }

    /** What a fallback reports says nothing of the run's own model. */
    void answeredBy(String answering) {
        if (!answering.equals(model)) {
            asked = 0;
        }
    }

    /** @param inputTokens null or 0 where the provider reports none */
    void reported(Integer inputTokens) {
        if (inputTokens == null || inputTokens <= 0 || asked <= 0) {
            return;
        }
        double ratio = (double) inputTokens / asked;
        asked = 0;
        if (ratio < LEAST || ratio > MOST) {
            return;
        }
        ratios.add(ratio);
        if (ratios.size() > LAST) {
            ratios.removeFirst();
        }
    }

    void raise(double to) {
        raised = Math.max(raised, to);
    }

    /** The provider's tokens per counted token, over 0, rounded up to a hundredth. */
    public double factor() {
        double most = ratios.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double seen = most == 0 ? start : ownTokenizer ? Math.max(start, most) : most * MARGIN;
        double factor = Math.max(seen, raised);
        // A ratio that is whole in hundredths must not be lifted by a rounding error of its own.
        return Math.ceil(factor * 100 - 1e-9) / 100;
    }

    /** Whether the provider has reported anything that counts. */
    public boolean measured() {
        return !ratios.isEmpty();
    }
}
