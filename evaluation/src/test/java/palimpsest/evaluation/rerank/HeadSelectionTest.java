package palimpsest.evaluation.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.rerank.Features;

class HeadSelectionTest {

    /** One head tells gold from the rest, one repeats what maxSim says, one is noise. */
    private static LabelledQuery query(int number) {
        var random = new Random(number);
        int n = 12;
        boolean[] gold = new boolean[n];
        gold[random.nextInt(n)] = true;
        Map<String, double[]> features = new HashMap<>();
        Features.WITHOUT_HEADS.forEach(name -> features.put(name, new double[n]));
        double[] similar = IntStream.range(0, n).mapToDouble(i -> (gold[i] ? 1 : 0) + random.nextGaussian()).toArray();
        features.put(Features.MAX_SIM, similar);
        features.put(Features.HEAD + "0-0", random.doubles(n).toArray());
        features.put(Features.HEAD + "0-1", similar);
        features.put(Features.HEAD + "1-0", IntStream.range(0, n).mapToDouble(i -> (gold[i] ? 1.5 : 0) + random.nextGaussian()).toArray());
        List.of("0-0", "0-1", "1-0").forEach(head -> features.put(Features.RARE_HEAD + head, new double[n]));
        return new LabelledQuery("group " + number % 6, 1, gold, features);
    }

    private final List<LabelledQuery> queries = IntStream.range(0, 120).mapToObj(HeadSelectionTest::query).toList();

    @Test
    void the_head_that_adds_to_the_rest_is_chosen_first_and_one_that_repeats_it_is_not() {
        Map<String, Double> weights = new HeadSelection(List.of("0-0", "0-1", "1-0"), 1, Features.WITHOUT_HEADS).fit(queries);
        assertThat(weights).containsKey(Features.HEAD + "1-0").doesNotContainKeys(Features.HEAD + "0-0", Features.HEAD + "0-1");
        assertThat(weights.get(Features.HEAD + "1-0")).isPositive();
    }

    /** What raises the features most is the other way round than what it is by itself. */
    @Test
    void the_first_head_is_one_that_finds_by_itself() {
        List<LabelledQuery> turned = queries.stream().map(query -> {
            Map<String, double[]> features = new HashMap<>(query.features());
            features.put(Features.HEAD + "1-0", Arrays.stream(features.get(Features.HEAD + "1-0")).map(x -> -x).toArray());
            return new LabelledQuery(query.group(), 1, query.gold(), features);
        }).toList();
        assertThat(new HeadSelection(List.of("1-0"), 1, Features.WITHOUT_HEADS).fit(turned)).doesNotContainKey(Features.HEAD + "1-0");
    }

    @Test
    void of_heads_alone_the_one_that_repeats_a_feature_may_count() {
        assertThat(new HeadSelection(List.of("0-0", "0-1", "1-0"), 2, Features.WITHOUT_HEADS).headsAlone(queries)).containsOnlyKeys(Features.HEAD + "1-0", Features.HEAD + "0-1");
    }

    @Test
    void an_interval_of_differences_holds_zero_where_there_is_none() {
        double[] one = new Random(1).doubles(200).toArray();
        assertThat(PairedInterval.of(one, one)).containsExactly(0, 0);
        double[] better = IntStream.range(0, 200).mapToDouble(i -> one[i] + (i % 2 == 0 ? 0.2 : 0.1)).toArray();
        assertThat(PairedInterval.of(better, one)[0]).isBetween(0.13, 0.15);
        assertThat(PairedInterval.of(better, one)[1]).isBetween(0.15, 0.17);
    }
}
