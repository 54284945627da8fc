package palimpsest.evaluation.gate;

import java.util.Arrays;

/**
 * L2-regularised logistic regression by the bound of Böhning and Lindsay (1988): the Hessian is never more than XᵀX/4, so that one
 * Cholesky factor serves every step and each step lowers the loss.
 */
public final class LogisticRegression {

    private static final int STEPS = 400;
    private static final double ENOUGH = 1e-7;
    private static final double LEAST_DEVIATION = 1e-6;

    private LogisticRegression() {}

    /**
     * @param x       one row per example, all of one width
     * @param penalty L2 of each weight
     * @return weights, and the bias last
     */
    public static double[] fit(double[][] x, boolean[] y, double[] penalty) {
        int width = penalty.length + 1;
        double[][] factor = cholesky(bound(x, penalty));
        double[] weights = new double[width];
        for (int step = 0; step < STEPS; step++) {
            double[] gradient = gradient(x, y, penalty, weights);
            double[] move = solve(factor, gradient);
            double largest = 0;
            for (int j = 0; j < width; j++) {
                weights[j] += move[j];
                largest = Math.max(largest, Math.abs(move[j]));
            }
            if (largest < ENOUGH) {
                break;
            }
        }
        return weights;
    }

    /**
     * Brings each column to mean 0 and deviation 1, in place.
     *
     * @param mean      takes the columns' means
     * @param deviation takes their standard deviations; never 0
     */
    public static void standardise(double[][] x, double[] mean, double[] deviation) {
        for (int j = 0; j < mean.length; j++) {
            int column = j;
            mean[j] = Arrays.stream(x).mapToDouble(row -> row[column]).average().orElse(0);
            double square = Arrays.stream(x).mapToDouble(row -> (row[column] - mean[column]) * (row[column] - mean[column])).average().orElse(0);
            deviation[j] = Math.max(LEAST_DEVIATION, Math.sqrt(square));
            for (double[] row : x) {
                row[j] = (row[j] - mean[j]) / deviation[j];
            }
        }
    }

    /** The log odds of a row. */
    public static double logit(double[] row, double[] weights) {
        double logit = weights[row.length];
        for (int j = 0; j < row.length; j++) {
            logit += weights[j] * row[j];
        }
        return logit;
    }

    private static double[] gradient(double[][] x, boolean[] y, double[] penalty, double[] weights) {
        double[] gradient = new double[weights.length];
        for (int i = 0; i < x.length; i++) {
            double miss = (y[i] ? 1 : 0) - 1 / (1 + Math.exp(-logit(x[i], weights)));
            for (int j = 0; j < penalty.length; j++) {
                gradient[j] += miss * x[i][j];
            }
            gradient[penalty.length] += miss;
        }
        for (int j = 0; j < penalty.length; j++) {
            gradient[j] -= penalty[j] * weights[j];
        }
        return gradient;
    }

    private static double[][] bound(double[][] x, double[] penalty) {
        int width = penalty.length + 1;
        double[][] bound = new double[width][width];
        for (double[] row : x) {
            for (int j = 0; j < penalty.length; j++) {
                double quarter = row[j] / 4;
                double[] into = bound[j];
                for (int k = 0; k <= j; k++) {
                    into[k] += quarter * row[k];
                }
                bound[penalty.length][j] += quarter;
            }
        }
        for (int j = 0; j < penalty.length; j++) {
            bound[j][j] += penalty[j];
        }
        bound[penalty.length][penalty.length] = x.length / 4.0 + 1e-9;
        return bound;
    }

    private static double[][] cholesky(double[][] a) {
        int n = a.length;
        double[][] factor = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / factor[j][j];
            }
        }
        return factor;
    }

    private static double[] solve(double[][] factor, double[] b) {
        int n = b.length;
        double[] solved = b.clone();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                solved[i] -= factor[i][k] * solved[k];
            }
            solved[i] /= factor[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                solved[i] -= factor[k][i] * solved[k];
            }
            solved[i] /= factor[i][i];
        }
        return solved;
    }
}
