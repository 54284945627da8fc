package palimpsest.evaluation.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import palimpsest.evaluation.gate.LabelledTurns.Labelled;

/**
 * How much evidence is kept when the best-scored turns are.
 *
 * @param auc    chance that a turn of evidence is scored above one that is none, ties half
 * @param points from 0.05 to 1 of the turns kept
 */
public record GateCurve(double auc, List<Point> points) {

    /**
     * @param kept         share of the turns
     * @param evidenceKept share of the turns that questions with an answer name as evidence
     * @param byCategory   the same for each category of questions, the adversarial one apart
     */
    public record Point(double kept, double evidenceKept, Map<Integer, Double> byCategory) {}

    private static final int POINTS = 20;

    static GateCurve of(List<Labelled> turns, double[] scores) {
        List<Integer> order = IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(i -> -scores[i])).toList();
        var points = new ArrayList<Point>();
        for (int i = 1; i <= POINTS; i++) {
            double share = i / (double) POINTS;
            boolean[] kept = new boolean[scores.length];
            order.subList(0, (int) Math.round(scores.length * share)).forEach(turn -> kept[turn] = true);
            points.add(point(turns, kept));
        }
        return new GateCurve(auc(turns, scores), points);
    }

    static Point point(List<Labelled> turns, boolean[] kept) {
        var byCategory = new TreeMap<Integer, Double>();
        turns.stream().flatMap(turn -> turn.categories().stream()).distinct()
                .forEach(category -> byCategory.put(category, share(turns, kept, turn -> turn.categories().contains(category))));
        return new Point(share(turns, kept, turn -> true), share(turns, kept, Labelled::evidence), byCategory);
    }

    private static double share(List<Labelled> turns, boolean[] kept, Predicate<Labelled> of) {
        int all = 0;
        int hit = 0;
        for (int i = 0; i < kept.length; i++) {
            if (of.test(turns.get(i))) {
                all++;
                hit += kept[i] ? 1 : 0;
            }
        }
        return all == 0 ? 0 : hit / (double) all;
    }

    private static double auc(List<Labelled> turns, double[] scores) {
        List<Integer> order = IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(i -> scores[i])).toList();
        double ranks = 0;
        long evidence = 0;
        for (int from = 0; from < order.size(); ) {
            int to = from;
            while (to < order.size() && scores[order.get(to)] == scores[order.get(from)]) {
                to++;
            }
            long tied = order.subList(from, to).stream().filter(i -> turns.get(i).evidence()).count();
            ranks += tied * (from + to + 1) / 2.0; // the mean of ranks from+1 to to
            evidence += tied;
            from = to;
        }
        double others = scores.length - evidence;
        return evidence == 0 || others == 0 ? Double.NaN : (ranks - evidence * (evidence + 1) / 2.0) / (evidence * others);
    }

    /** The smallest share of turns, of those on the curve, at which so much of the evidence is kept. */
    public double keptFor(double evidenceKept) {
        return points.stream().filter(point -> point.evidenceKept() >= evidenceKept).mapToDouble(Point::kept).findFirst().orElse(1);
    }

    /** The point at a share of turns, of those on the curve. */
    public Point at(double kept) {
        return points.stream().min(Comparator.comparingDouble(point -> Math.abs(point.kept() - kept))).orElseThrow();
    }
}
