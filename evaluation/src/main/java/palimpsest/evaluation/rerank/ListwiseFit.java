package palimpsest.evaluation.rerank;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.memory.rerank.Features;

/**
 * Weights of features by listwise softmax cross-entropy (ListNet, ICML 2007): each question's gold candidates share the probability. L2
 * regularised and convex, by Newton's method, without chance: the same data give the same weights.
 *
 * <p>Where the search's own score ({@link Features#FOUND}) is among the features, L2 holds the weights near a plain sum of it, of late interaction and of the first
 * head, of which only the scale is fitted: what the data do not show clearly changes nothing.
 */
final class ListwiseFit {

    private static final double L2 = 1e-3;
    /** L2 towards the plain sum counts like so many questions, however many there are. */
    private static final double PRIOR_COUNTS = 15;
    /** What late interaction counts beside the search where no question tells, and what a head that finds by itself does. */
    private static final double BESIDE_SEARCH = 0.7;
    private static final int STEPS = 30;
    private static final double ENOUGH = 1e-7;

    private final double[][][] columns; // [query][feature][candidate]
    private final double[][] gold;      // [query][candidate]: the share of probability
    private final int features;
    private final double l2;
    private final double[] prior;       // weights that L2 leads to

    private ListwiseFit(List<LabelledQuery> queries, List<String> names, double l2, double[] prior) {
        this.l2 = l2;
        this.prior = prior;
        List<LabelledQuery> useful = queries.stream().filter(LabelledQuery::anyGold).toList();
        features = names.size();
        columns = useful.stream().map(query -> names.stream().map(query.features()::get).toArray(double[][]::new)).toArray(double[][][]::new);
        gold = useful.stream().map(ListwiseFit::shares).toArray(double[][]::new);
    }

    static double[] shares(LabelledQuery query) {
        var shares = new double[query.gold().length];
        int all = 0;
        for (boolean one : query.gold()) {
            all += one ? 1 : 0;
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = query.gold()[i] ? 1.0 / all : 0;
        }
        return shares;
    }

    static SequencedMap<String, Double> fit(List<LabelledQuery> queries, List<String> names) {
        double[] weights = fitted(queries, names).minimum();
        var named = new LinkedHashMap<String, Double>();
        for (int i = 0; i < weights.length; i++) {
            named.put(names.get(i), weights[i]);
        }
        return named;
    }

    private static ListwiseFit fitted(List<LabelledQuery> queries, List<String> names) {
        if (!names.contains(Features.FOUND)) {
            return new ListwiseFit(queries, names, L2, new double[names.size()]);
        }
        var sum = new LinkedHashMap<String, Double>();
        sum.put(Features.FOUND, 1.0);
        names.stream().filter(Features.MAX_SIM::equals).forEach(name -> sum.put(name, BESIDE_SEARCH));
        names.stream().filter(ListwiseFit::isHead).findFirst().ifPresent(name -> sum.put(name, BESIDE_SEARCH));
        double scale = scale(queries, sum);
        double[] prior = names.stream().mapToDouble(name -> scale * sum.getOrDefault(name, 0.0)).toArray();
        return new ListwiseFit(queries, names, PRIOR_COUNTS / Math.max(1, queries.stream().filter(LabelledQuery::anyGold).count()), prior);
    }

    private static boolean isHead(String name) {
        return name.startsWith(Features.HEAD) || name.startsWith(Features.RARE_HEAD);
    }

    /** One weight for the whole sum. */
    private static double scale(List<LabelledQuery> queries, Map<String, Double> sum) {
        List<LabelledQuery> summed = queries.stream().map(query -> new LabelledQuery(query.group(), query.evidence(), query.gold(), Map.of(Features.FOUND, query.scores(sum)))).toList();
        return new ListwiseFit(summed, List.of(Features.FOUND), L2, new double[1]).minimum()[0];
    }

    /** Cross-entropy of the weights on questions that they were not fitted on, summed over those whose answer is among the candidates. */
    static double loss(List<LabelledQuery> queries, Map<String, Double> weights) {
        double loss = 0;
        for (LabelledQuery query : queries) {
            if (query.anyGold()) {
                double[] odds = odds(query.scores(weights));
                double[] shares = shares(query);
                for (int i = 0; i < odds.length; i++) {
                    loss -= shares[i] == 0 ? 0 : shares[i] * Math.log(Math.max(1e-300, odds[i]));
                }
            }
        }
        return loss;
    }

    /**
     * How much each of further features would lower the loss beside what is weighed already, to second order (Rao's score statistic).
     *
     * @return by name; queries are those that the weights were fitted on
     */
    static Map<String, Double> gains(List<LabelledQuery> queries, Map<String, Double> weights, List<String> further) {
        var gains = new LinkedHashMap<String, Double>();
        further.forEach(name -> gains.put(name, 0.0));
        double[] slope = new double[further.size()];
        double[] curve = new double[further.size()];
        for (LabelledQuery query : queries) {
            if (query.anyGold()) {
                double[] odds = odds(query.scores(weights));
                double[] shares = shares(query);
                for (int f = 0; f < slope.length; f++) {
                    double[] column = query.features().get(further.get(f));
                    double mean = 0;
                    double square = 0;
                    for (int i = 0; i < odds.length; i++) {
                        slope[f] += (odds[i] - shares[i]) * column[i];
                        mean += odds[i] * column[i];
                        square += odds[i] * column[i] * column[i];
                    }
                    curve[f] += square - mean * mean;
                }
            }
        }
        for (int f = 0; f < slope.length; f++) {
            gains.put(further.get(f), slope[f] * slope[f] / Math.max(1e-9, curve[f]));
        }
        return gains;
    }

    static double[] odds(double[] scores) {
        double most = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            most = Math.max(most, score);
        }
        double all = 0;
        var odds = new double[scores.length];
        for (int i = 0; i < odds.length; i++) {
            odds[i] = Math.exp(scores[i] - most);
            all += odds[i];
        }
        for (int i = 0; i < odds.length; i++) {
            odds[i] /= all;
        }
        return odds;
    }

    private double[] minimum() {
        var weights = prior.clone();
        if (columns.length == 0) {
            return weights;
        }
        double loss = loss(weights);
        for (int step = 0; step < STEPS; step++) {
            double[] move = move(weights);
            double size = 1;
            double[] next = moved(weights, move, size);
            double reached = loss(next);
            while (reached > loss && size > 1e-6) {
                size /= 2;
                next = moved(weights, move, size);
                reached = loss(next);
            }
            if (reached > loss) {
                return weights;
            }
            boolean enough = loss - reached < ENOUGH;
            weights = next;
            loss = reached;
            if (enough) {
                return weights;
            }
        }
        return weights;
    }

    private static double[] moved(double[] weights, double[] move, double size) {
        var moved = weights.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= size * move[i];
        }
        return moved;
    }

    private double[] scores(int query, double[] weights) {
        var scores = new double[gold[query].length];
        for (int f = 0; f < features; f++) {
            for (int i = 0; i < scores.length; i++) {
                scores[i] += weights[f] * columns[query][f][i];
            }
        }
        return scores;
    }

    private double loss(double[] weights) {
        double loss = 0;
        for (int f = 0; f < features; f++) {
            loss += l2 * (weights[f] - prior[f]) * (weights[f] - prior[f]);
        }
        for (int query = 0; query < columns.length; query++) {
            double[] odds = odds(scores(query, weights));
            for (int i = 0; i < odds.length; i++) {
                loss -= gold[query][i] == 0 ? 0 : gold[query][i] * Math.log(Math.max(1e-300, odds[i])) / columns.length;
            }
        }
        return loss;
    }

    /** Newton's step: the inverse of the Hessian times the gradient. */
    private double[] move(double[] weights) {
        var gradient = new double[features];
        var hessian = new double[features][features];
        for (int f = 0; f < features; f++) {
            gradient[f] = 2 * l2 * (weights[f] - prior[f]);
            hessian[f][f] = 2 * l2;
        }
        for (int query = 0; query < columns.length; query++) {
            double[] odds = odds(scores(query, weights));
            var mean = new double[features];
            for (int f = 0; f < features; f++) {
                for (int i = 0; i < odds.length; i++) {
                    mean[f] += odds[i] * columns[query][f][i];
                    gradient[f] += (odds[i] - gold[query][i]) * columns[query][f][i] / columns.length;
                }
            }
            for (int f = 0; f < features; f++) {
                for (int g = 0; g <= f; g++) {
                    double product = 0;
                    for (int i = 0; i < odds.length; i++) {
                        product += odds[i] * columns[query][f][i] * columns[query][g][i];
                    }
                    hessian[f][g] += (product - mean[f] * mean[g]) / columns.length;
                }
            }
        }
        return solved(hessian, gradient);
    }

    /** By Cholesky's decomposition; only the lower half of the matrix is read. */
    private static double[] solved(double[][] matrix, double[] right) {
        int n = right.length;
        var lower = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(Math.max(1e-12, sum)) : sum / lower[j][j];
            }
        }
        var x = right.clone();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= lower[i][k] * x[k];
            }
            x[i] /= lower[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= lower[k][i] * x[k];
            }
            x[i] /= lower[i][i];
        }
        return x;
    }
}
