package palimpsest.evaluation.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListwiseFitTest {

    private static LabelledQuery query(long seed) {
        var random = new Random(seed);
        int n = 10;
        boolean[] gold = new boolean[n];
        gold[random.nextInt(n)] = true;
        double[] telling = IntStream.range(0, n).mapToDouble(i -> (gold[i] ? 1 : 0) + random.nextGaussian() * 0.3).toArray();
        double[] noise = random.doubles(n).toArray();
        return new LabelledQuery("all", 1, gold, Map.of("telling", telling, "noise", noise));
    }

    @Test
    void weighs_what_tells_gold_from_the_rest() {
        List<LabelledQuery> queries = IntStream.range(0, 40).mapToObj(ListwiseFitTest::query).toList();
        Map<String, Double> weights = ListwiseFit.fit(queries, List.of("telling", "noise"));
        assertThat(weights.get("telling")).isGreaterThan(1).isGreaterThan(3 * Math.abs(weights.get("noise")));
        assertThat(ListwiseFit.fit(queries, List.of("telling", "noise"))).isEqualTo(weights);
    }

    @Test
    void without_gold_nothing_is_learnt() {
        var none = new LabelledQuery("all", 1, new boolean[3], Map.of("x", new double[3]));
        assertThat(ListwiseFit.fit(List.of(none), List.of("x"))).containsEntry("x", 0.0);
    }
}
