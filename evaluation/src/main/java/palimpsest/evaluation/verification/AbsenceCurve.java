package palimpsest.evaluation.verification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import palimpsest.evaluation.verification.AbsenceFit.Example;
import palimpsest.runtime.verify.absence.AbsenceProfile;
import palimpsest.runtime.verify.absence.AnswerFeatures;

/**
 * How many questions without an answer are refused, and how many right answers kept, by the probability from which an answer is given.
 *
 * @param absent    questions without an answer
 * @param right     answers that were right
 * @param untouched shares without the check: refused because nothing was found, kept (all)
 * @param auc       chance that a right answer scores above one that should not have been given
 * @param points    by rising threshold
 */
public record AbsenceCurve(int absent, int right, Point untouched, double auc, List<Point> points) {

    /**
     * A question that was asked.
     *
     * @param absent   whether its source does not answer it
     * @param answered whether the agent gave an answer
     * @param right    whether the answer rests on the evidence
     * @param features of the answer; null where the check can't tell: it stands then
     */
    public record Asked(String conversation, boolean absent, boolean answered, boolean right, SequencedMap<String, Double> features) {

        private Example example() {
            return new Example(features, right);
        }

        private Asked withoutMeaning() {
            return new Asked(conversation, absent, answered, right, features == null ? null : AnswerFeatures.withoutMeaning(features));
        }

        private boolean counts() {
            return absent || right;
        }
    }

    /** Shares at a threshold, 0 to 1. */
    public record Point(double threshold, double refused, double kept) {}

    private record Scored(boolean absent, double score) {}

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
            AbsenceProfile profile = AbsenceFit.fit(examples(asked.stream().filter(one -> !one.conversation().equals(conversation)).toList()), "", "");
            asked.stream().filter(one -> one.conversation().equals(conversation)).filter(Asked::counts).forEach(one -> scored.add(scored(one, profile)));
        }
        return curve(scored);
    }

    /** Judged by a profile that was fitted elsewhere. */
    public static AbsenceCurve of(List<Asked> asked, AbsenceProfile profile) {
        return curve(asked.stream().filter(Asked::counts).map(one -> scored(one, profile)).toList());
    }

    /**
     * A profile fitted to all, with the threshold that keeps this share of right answers of conversations left out, and what it refuses then;
     * beside it one that does without what compares by meaning, where that was measured.
     */
    public static AbsenceProfile fit(List<Asked> asked, double keeping, String fittedOn, String licence) {
        AbsenceProfile fitted = fitted(asked, keeping, fittedOn, licence);
        List<Asked> words = asked.stream().map(Asked::withoutMeaning).toList();
        return words.equals(asked) ? fitted : fitted.beside(fitted(words, keeping, fittedOn, licence));
    }

    private static AbsenceProfile fitted(List<Asked> asked, double keeping, String fittedOn, String licence) {
        AbsenceCurve unseen = leaveOneOut(asked);
        Point chosen = unseen.keeping(keeping);
        var measured = new LinkedHashMap<String, Double>();
        measured.put("refused", rounded(chosen.refused()));
        measured.put("kept", rounded(chosen.kept()));
        measured.put("auc", rounded(unseen.auc()));
        return AbsenceFit.fit(examples(asked), fittedOn, licence).at(chosen.threshold(), measured);
    }

    /** The highest threshold at which at least this share of the right answers is kept. */
    public Point keeping(double share) {
        return points.stream().filter(point -> point.kept() >= share).reduce(points.getFirst(), (a, b) -> b);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    private static List<Example> examples(List<Asked> asked) {
        return asked.stream().filter(one -> one.features() != null && one.counts()).map(Asked::example).toList();
    }

    /** Below any threshold when nothing was found, above any where the check can't tell. */
    private static Scored scored(Asked one, AbsenceProfile profile) {
        return new Scored(one.absent(), !one.answered() ? -1 : one.features() == null ? 2 : profile.probability(one.features()));
    }

    private static AbsenceCurve curve(List<Scored> scored) {
        double[] absent = scored.stream().filter(Scored::absent).mapToDouble(Scored::score).toArray();
        double[] right = scored.stream().filter(one -> !one.absent()).mapToDouble(Scored::score).toArray();
        double above = 0;
        for (double good : right) {
            for (double bad : absent) {
                above += good > bad ? 1 : good == bad ? 0.5 : 0;
            }
        }
        List<Point> points = IntStream.rangeClosed(0, 100).mapToObj(i -> point(absent, right, i / 100.0)).toList();
        return new AbsenceCurve(absent.length, right.length, point(absent, right, 0), above / absent.length / right.length, points);
    }

    private static Point point(double[] absent, double[] right, double threshold) {
        return new Point(threshold, Arrays.stream(absent).filter(score -> score < threshold).count() / (double) absent.length,
                Arrays.stream(right).filter(score -> score >= threshold).count() / (double) right.length);
    }
}
