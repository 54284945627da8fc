package palimpsest.memory.gate;

import java.util.List;

/** Fits a cluster's offset to what was found out about its members: logistic, with a normal prior around 0. */
public final class CriterionFit {

    private static final double PRIOR_DEVIATION = 1.0;
    private static final int STEPS = 50;

    private CriterionFit() {}

    /**
     * What is known of a member.
     *
     * @param logit  the gate's score of it without a criterion
     * @param keep   whether it should be kept
     * @param weight 1 for a person's word, less for a guess
     */
    public record Label(double logit, boolean keep, double weight) {}

    /** The most likely offset; 0 without labels. */
    public static double offset(List<Label> labels) {
        double offset = 0;
        for (int step = 0; step < STEPS; step++) {
            double gradient = -offset / (PRIOR_DEVIATION * PRIOR_DEVIATION);
            double curvature = 1 / (PRIOR_DEVIATION * PRIOR_DEVIATION);
            for (Label label : labels) {
                double p = 1 / (1 + Math.exp(-(label.logit() + offset)));
                gradient += label.weight() * ((label.keep() ? 1 : 0) - p);
                curvature += label.weight() * Math.max(p * (1 - p), 0.05); // Newton's step would overshoot where the curve is flat
            }
            offset += gradient / curvature;
        }
        return offset;
    }
}
