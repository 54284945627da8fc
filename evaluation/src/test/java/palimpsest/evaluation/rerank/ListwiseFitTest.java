package palimpsest.evaluation.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.rerank.Features;

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

    /** What the search found is right for most; of the further feature, few questions tell by chance. */
    private static LabelledQuery searched(long seed) {
        var random = new Random(seed);
        int n = 10;
        double[] found = IntStream.range(0, n).mapToDouble(i -> (4.5 - i) / 2).toArray();
        boolean[] gold = new boolean[n];
        gold[(int) Math.min(n - 1, Math.abs(random.nextGaussian()) * 2)] = true;
        return new LabelledQuery("all", 1, gold, Map.of(Features.FOUND, found, "noise", random.doubles(n).toArray(), "telling",
                IntStream.range(0, n).mapToDouble(i -> (gold[i] ? 2 : 0) + random.nextGaussian()).toArray()));
    }

    @Test
    void what_few_questions_tell_leaves_the_order_of_the_search() {
        List<LabelledQuery> queries = IntStream.range(0, 12).mapToObj(ListwiseFitTest::searched).toList();
        Map<String, Double> weights = ListwiseFit.fit(queries, List.of(Features.FOUND, "noise"));
        assertThat(ListwiseFit.fit(queries, List.of(Features.FOUND)).get(Features.FOUND)).isCloseTo(weights.get(Features.FOUND), within(0.15));
        assertThat(IntStream.range(100, 150).mapToObj(ListwiseFitTest::searched)).allSatisfy(query ->
                assertThat(query.reciprocalRank(query.scores(weights))).isEqualTo(query.reciprocalRank(query.asFound())));
        assertThat(ListwiseFit.fit(queries, List.of(Features.FOUND, "telling")).get("telling")).isGreaterThan(0.3);
    }

    @Test
    void what_few_questions_tell_leaves_the_sum_of_the_search_and_late_interaction() {
        List<LabelledQuery> queries = IntStream.range(0, 5).mapToObj(ListwiseFitTest::searched).map(query -> new LabelledQuery(query.group(), 1, query.gold(),
                Map.of(Features.FOUND, query.features().get(Features.FOUND), Features.MAX_SIM, query.features().get("telling")))).toList();
        Map<String, Double> weights = ListwiseFit.fit(queries, List.of(Features.FOUND, Features.MAX_SIM));
        assertThat(weights.get(Features.MAX_SIM) / weights.get(Features.FOUND)).isCloseTo(0.7, within(0.15));
    }

    @Test
    void what_few_questions_tell_leaves_the_sum_of_the_search_and_the_first_head() {
        List<LabelledQuery> queries = IntStream.range(0, 5).mapToObj(ListwiseFitTest::searched).map(query -> new LabelledQuery(query.group(), 1, query.gold(),
                Map.of(Features.FOUND, query.features().get(Features.FOUND), "rare head 7-1", query.features().get("telling"), "head 7-2", query.features().get("noise")))).toList();
        Map<String, Double> weights = ListwiseFit.fit(queries, List.of(Features.FOUND, "rare head 7-1", "head 7-2"));
        assertThat(weights.get("rare head 7-1") / weights.get(Features.FOUND)).isCloseTo(0.7, within(0.15));
        assertThat(weights.get("head 7-2") / weights.get(Features.FOUND)).isCloseTo(0, within(0.15));
    }

    @Test
    void loss_is_lower_of_weights_that_tell_gold_from_the_rest() {
        List<LabelledQuery> queries = IntStream.range(0, 40).mapToObj(ListwiseFitTest::query).toList();
        assertThat(ListwiseFit.loss(queries, Map.of("telling", 0.0))).isCloseTo(40 * Math.log(10), within(1e-9));
        assertThat(ListwiseFit.loss(queries, Map.of("telling", 2.0))).isLessThan(ListwiseFit.loss(queries, Map.of("telling", 1.0)));
    }

    @Test
    void without_gold_nothing_is_learnt() {
        var none = new LabelledQuery("all", 1, new boolean[3], Map.of("x", new double[3]));
        assertThat(ListwiseFit.fit(List.of(none), List.of("x"))).containsEntry("x", 0.0);
    }
}
