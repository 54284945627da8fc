package palimpsest.evaluation.retrieval;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** What is measured of a ranking, by the name under which it is printed. */
enum Measure {
    RECALL_1("recall@1", ranking -> ranking.recall(1)),
    RECALL_5("recall@5", ranking -> ranking.recall(5)),
    RECALL_10("recall@10", ranking -> ranking.recall(10)),
    HIT_5("hit@5", ranking -> ranking.hit(5)),
    MRR("mrr", Ranking::reciprocalRank),
    NDCG_10("ndcg@10", ranking -> ranking.ndcg(10)),
    CANDIDATE_RECALL_50("candidate_recall@50", ranking -> ranking.recall(50));

    private static final int RESAMPLES = 1000;
    private static final long SEED = 20_250_101;

    private final String label;
    private final ToDoubleFunction<Ranking> value;

    Measure(String label, ToDoubleFunction<Ranking> value) {
        this.label = label;
        this.value = value;
    }

    static SequencedMap<String, Double> means(List<Ranking> rankings) {
        var means = new LinkedHashMap<String, Double>();
        for (Measure measure : values()) {
            means.put(measure.label, rankings.stream().mapToDouble(measure.value).average().orElse(0));
        }
        return means;
    }

    /** Of each mean the interval that holds 95 % of the means of resampled questions (percentile bootstrap, the same draws each time). */
    static SequencedMap<String, double[]> intervals(List<Ranking> rankings) {
        var intervals = new LinkedHashMap<String, double[]>();
        for (Measure measure : values()) {
            intervals.put(measure.label, interval(rankings.stream().mapToDouble(measure.value).toArray()));
        }
        return intervals;
    }

    private static double[] interval(double[] values) {
        if (values.length == 0) {
            return new double[] {0, 0};
        }
        var random = new SplittableRandom(SEED);
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double sum = 0;
            for (int n = 0; n < values.length; n++) {
                sum += values[random.nextInt(values.length)];
            }
            means[i] = sum / values.length;
        }
        Arrays.sort(means);
        return new double[] {means[RESAMPLES / 40 - 1], means[RESAMPLES - RESAMPLES / 40]};
    }
}
