package palimpsest.evaluation.rerank;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.memory.rerank.Features;

/**
 * Directions in the space of token vectors ({@link Features#MATCHED}, {@link Features#ASKED}) beside weights that are fitted already: the same listwise softmax cross-entropy
 * as {@link ListwiseFit}, L2 regularised towards none, by L-BFGS (Nocedal 1980) from zero, so that the same data give the same directions.
 */
final class DirectionFit {

    /** L2 counts like so many questions, however many there are: hundreds of numbers are fitted, and few questions tell little of each. */
    private static final double PRIOR_COUNTS = 450;
    private static final int STEPS = 60;
    private static final int KEPT = 8; // steps from which the curvature is told
    private static final double ENOUGH = 1e-5;

    private final double[][] beside;      // [query][candidate]: score of what is weighed already
    private final double[][] gold;        // [query][candidate]: the share of probability
    private final float[][][][] vectors;  // [block][query][candidate][dimension]; empty where unknown
    private final double[] scales;        // of each block, what its numbers are divided by
    private final int[] starts;           // of each block among all numbers, and their end
    private final double l2;

    private DirectionFit(List<LabelledQuery> queries, List<String> names, Map<String, Double> weights) {
        beside = queries.stream().map(query -> query.scores(weights)).toArray(double[][]::new);
        gold = queries.stream().map(ListwiseFit::shares).toArray(double[][]::new);
        vectors = names.stream().map(name -> queries.stream().map(query -> query.vectors().get(name)).toArray(float[][][]::new)).toArray(float[][][][]::new);
        scales = new double[names.size()];
        starts = new int[names.size() + 1];
        for (int block = 0; block < names.size(); block++) {
            int width = width(vectors[block]);
            scales[block] = scale(vectors[block], width);
            starts[block + 1] = starts[block] + width;
        }
        l2 = PRIOR_COUNTS / Math.max(1, queries.size());
    }

    /**
     * @param weights of other features, which stay as they are
     * @return by name; none where no vectors were measured
     */
    static SequencedMap<String, float[]> fit(List<LabelledQuery> queries, Map<String, Double> weights) {
        List<LabelledQuery> useful = queries.stream().filter(LabelledQuery::anyGold).toList();
        List<String> names = Features.OF_DIRECTIONS.stream().filter(name -> useful.stream()
                .anyMatch(query -> query.vectors().containsKey(name) && width(query.vectors().get(name)) > 0)).toList();
        var fit = new DirectionFit(useful, names, weights);
        double[] all = fit.minimum();
        var directions = new LinkedHashMap<String, float[]>();
        for (int block = 0; block < names.size(); block++) {
            var direction = new float[fit.starts[block + 1] - fit.starts[block]];
            for (int d = 0; d < direction.length; d++) {
                direction[d] = (float) (all[fit.starts[block] + d] / fit.scales[block]);
            }
            directions.put(names.get(block), direction);
        }
        return directions;
    }

    private static int width(float[][][] block) {
        for (float[][] query : block) {
            if (width(query) > 0) {
                return width(query);
            }
        }
        return 0;
    }

    private static int width(float[][] vectors) {
        for (float[] vector : vectors) {
            if (vector.length > 0) {
                return vector.length;
            }
        }
        return 0;
    }

    /** Root mean square of the numbers, each less its mean over the candidates of its query. */
    private static double scale(float[][][] block, int width) {
        double squares = 0;
        long count = 0;
        for (float[][] query : block) {
            var mean = new double[width];
            int known = 0;
            for (float[] vector : query) {
                known += vector.length > 0 ? 1 : 0;
                for (int d = 0; d < vector.length; d++) {
                    mean[d] += vector[d];
                    squares += vector[d] * vector[d];
                }
            }
            for (double sum : mean) {
                squares -= known == 0 ? 0 : sum * sum / known;
            }
            count += (long) known * width;
        }
        return Math.max(1e-9, Math.sqrt(Math.max(0, squares) / Math.max(1, count)));
    }

    private double[] minimum() {
        var at = new double[starts[starts.length - 1]];
        var slope = new double[at.length];
        double loss = loss(at, slope);
        Deque<double[][]> steps = new ArrayDeque<>(); // newest first: move and change of slope
        for (int step = 0; step < STEPS && at.length > 0; step++) {
            double[] move = move(slope, steps);
            double down = dot(move, slope);
            double size = step == 0 ? 1 / Math.max(1, Math.sqrt(dot(slope, slope))) : 1;
            var nextSlope = new double[at.length];
            double[] next = moved(at, move, size);
            double reached = loss(next, nextSlope);
            while (reached > loss + 1e-4 * size * down && size > 1e-8) {
                size /= 2;
                next = moved(at, move, size);
                reached = loss(next, nextSlope);
            }
            if (reached > loss) {
                break;
            }
            double[] moved = difference(next, at);
            double[] turned = difference(nextSlope, slope);
            if (dot(moved, turned) > 1e-12) {
                steps.addFirst(new double[][] {moved, turned});
            }
            if (steps.size() > KEPT) {
                steps.removeLast();
            }
            boolean enough = loss - reached < ENOUGH;
            at = next;
            slope = nextSlope;
            loss = reached;
            if (enough) {
                break;
            }
        }
        return at;
    }

    /** Downhill, by the curvature that the last steps have shown. */
    private static double[] move(double[] slope, Deque<double[][]> steps) {
        double[] move = moved(new double[slope.length], slope, -1);
        var shares = new double[steps.size()];
        int i = 0;
        for (double[][] step : steps) {
            shares[i] = dot(step[0], move) / dot(step[0], step[1]);
            move = moved(move, step[1], -shares[i++]);
        }
        if (!steps.isEmpty()) {
            double[][] newest = steps.getFirst();
            move = moved(new double[slope.length], move, dot(newest[0], newest[1]) / dot(newest[1], newest[1]));
        }
        for (double[][] step : steps.reversed()) {
            i--;
            move = moved(move, step[0], shares[i] - dot(step[1], move) / dot(step[0], step[1]));
        }
        return move;
    }

    /** @param slope gets the gradient */
    private double loss(double[] at, double[] slope) {
        double loss = l2 * dot(at, at);
        for (int i = 0; i < at.length; i++) {
            slope[i] = 2 * l2 * at[i];
        }
        float[][] directions = directions(at);
        for (int query = 0; query < beside.length; query++) {
            double[] scores = beside[query].clone();
            for (int block = 0; block < directions.length; block++) {
                double[] along = Features.along(vectors[block][query], directions[block]);
                for (int i = 0; i < scores.length; i++) {
                    scores[i] += along[i];
                }
            }
            double[] odds = ListwiseFit.odds(scores);
            for (int i = 0; i < odds.length; i++) {
                loss -= gold[query][i] == 0 ? 0 : gold[query][i] * Math.log(Math.max(1e-300, odds[i])) / beside.length;
                odds[i] = (odds[i] - gold[query][i]) / beside.length;
            }
            for (int block = 0; block < directions.length; block++) {
                addSlope(vectors[block][query], odds, scales[block], starts[block], slope);
            }
        }
        return loss;
    }

    private float[][] directions(double[] at) {
        var directions = new float[scales.length][];
        for (int block = 0; block < directions.length; block++) {
            directions[block] = new float[starts[block + 1] - starts[block]];
            for (int d = 0; d < directions[block].length; d++) {
                directions[block][d] = (float) (at[starts[block] + d] / scales[block]);
            }
        }
        return directions;
    }

    /** Scores hold each vector less the mean over those known, so their slopes count less theirs. */
    private static void addSlope(float[][] block, double[] slopes, double scale, int start, double[] slope) {
        double mean = 0;
        int known = 0;
        for (int i = 0; i < block.length; i++) {
            mean += block[i].length > 0 ? slopes[i] : 0;
            known += block[i].length > 0 ? 1 : 0;
        }
        mean /= Math.max(1, known);
        for (int i = 0; i < block.length; i++) {
            double share = (slopes[i] - mean) / scale;
            for (int d = 0; d < block[i].length; d++) {
                slope[start + d] += share * block[i][d];
            }
        }
    }

    private static double[] moved(double[] from, double[] move, double size) {
        var moved = from.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += size * move[i];
        }
        return moved;
    }

    private static double[] difference(double[] one, double[] other) {
        return moved(one, other, -1);
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
