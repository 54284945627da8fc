package palimpsest.runtime.verify.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import palimpsest.memory.gate.LogisticRegression;

/**
 * How many questions without an answer are refused, and how many right answers kept, by the probability from which an answer is given.
 *
 * @param absent  questions without an answer
 * @param right   answers that were right
 * @param auc     chance that a right answer scores above one that should not have been given
 * @param weights of the features, then the bias, fitted to all of the data
 */
public record AbsenceCurve(int absent, int right, double auc, double[] weights, List<Point> points) {

    private static final double PENALTY = 1;

    /**
     * An answered question.
     *
     * @param absent   whether its source does not answer it
     * @param right    whether the answer rests on the evidence
     * @param features of the answer; null when nothing was found
     */
    public record Asked(String conversation, boolean absent, boolean right, double[] features) {}

    /** Shares at a threshold, 0 to 1. */
    public record Point(double threshold, double refused, double kept) {}

    private record Scored(boolean absent, boolean right, double score) {}

    /**
     * Each conversation is judged by a fit to the others.
     *
     * @throws IllegalArgumentException when there is nothing to fit
     */
    public static AbsenceCurve leaveOneOut(List<Asked> asked) {
        List<String> conversations = asked.stream().map(Asked::conversation).distinct().toList();
        if (conversations.size() < 2 || asked.stream().noneMatch(Asked::absent) || asked.stream().noneMatch(Asked::right)) {
            throw new IllegalArgumentException("Two conversations at least are needed, with questions of category 5 and others that are answered rightly.");
        }
        List<Scored> scored = new ArrayList<>();
        for (String conversation : conversations) {
            double[] weights = fit(asked.stream().filter(one -> !one.conversation().equals(conversation)).toList());
            asked.stream().filter(one -> one.conversation().equals(conversation)).filter(one -> one.absent() || one.right())
                    .forEach(one -> scored.add(new Scored(one.absent(), one.right(), score(one, weights))));
        }
        return curve(scored, fit(asked));
    }

    /** 0 when nothing was found. */
    private static double score(Asked one, double[] weights) {
        return one.features() == null ? 0 : 1 / (1 + Math.exp(-LogisticRegression.logit(one.features(), weights)));
    }

    /** Right answers against those given where there is none. */
    private static double[] fit(List<Asked> asked) {
        List<Asked> used = asked.stream().filter(one -> one.features() != null && (one.absent() || one.right())).toList();
        double[] penalty = new double[used.getFirst().features().length];
        java.util.Arrays.fill(penalty, PENALTY);
        boolean[] right = new boolean[used.size()];
        IntStream.range(0, right.length).forEach(i -> right[i] = used.get(i).right());
        return LogisticRegression.fit(used.stream().map(Asked::features).toArray(double[][]::new), right, penalty);
    }

    private static AbsenceCurve curve(List<Scored> scored, double[] weights) {
        double[] absent = scored.stream().filter(Scored::absent).mapToDouble(Scored::score).toArray();
        double[] right = scored.stream().filter(Scored::right).mapToDouble(Scored::score).toArray();
        double above = 0;
        for (double good : right) {
            for (double bad : absent) {
                above += good > bad ? 1 : good == bad ? 0.5 : 0;
            }
        }
        List<Point> points = IntStream.rangeClosed(0, 20).mapToObj(i -> i / 20.0).map(threshold -> new Point(threshold,
                share(absent, threshold, false), share(right, threshold, true))).toList();
        return new AbsenceCurve(absent.length, right.length, above / absent.length / right.length, weights, points);
    }

    private static double share(double[] scores, double threshold, boolean from) {
        long given = java.util.Arrays.stream(scores).filter(score -> score > 0 && score >= threshold).count();
        return (double) (from ? given : scores.length - given) / scores.length;
    }
}
