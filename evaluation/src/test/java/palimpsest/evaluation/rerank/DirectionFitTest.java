package palimpsest.evaluation.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.rerank.Features;

class DirectionFitTest {

    private static final int WIDTH = 12;
    private static final Map<String, Double> FOUND = Map.of(Features.FOUND, 1.0);

    /** The answer is anywhere in the order of the search; its tokens lie a little further along the first dimension. Every fourth candidate was not read beside the question. */
    private static LabelledQuery query(long seed, double telling) {
        var random = new Random(seed);
        int n = 12;
        var gold = new boolean[n];
        gold[random.nextInt(n)] = true;
        var matched = new float[n][WIDTH];
        var asked = new float[n][];
        for (int i = 0; i < n; i++) {
            for (int d = 0; d < WIDTH; d++) {
                matched[i][d] = (float) (random.nextGaussian() + (d == 0 && gold[i] ? telling : 0)) * 0.01f;
            }
            asked[i] = i % 4 == 3 ? new float[0] : new float[] {(float) random.nextGaussian() * 5, (float) random.nextGaussian() * 5};
        }
        double[] found = IntStream.range(0, n).mapToDouble(i -> -0.1 * i).toArray();
        return new LabelledQuery("all", 1, gold, Map.of(Features.FOUND, found), Map.of(Features.MATCHED, matched, Features.ASKED, asked));
    }

    private static List<LabelledQuery> queries(int from, int to, double telling) {
        return IntStream.range(from, to).mapToObj(seed -> query(seed, telling)).toList();
    }

    private static double mrr(List<LabelledQuery> queries, Map<String, float[]> directions) {
        return queries.stream().mapToDouble(query -> query.reciprocalRank(query.along(directions).scores(weights(directions)))).average().orElseThrow();
    }

    private static Map<String, Double> weights(Map<String, float[]> directions) {
        var weights = new LinkedHashMap<>(FOUND);
        directions.keySet().forEach(name -> weights.put(name, 1.0));
        return weights;
    }

    @Test
    void finds_the_direction_in_which_answers_lie() {
        Map<String, float[]> directions = DirectionFit.fit(queries(0, 1200, 2), FOUND);
        float[] matched = directions.get(Features.MATCHED);
        assertThat(IntStream.range(1, WIDTH).mapToDouble(d -> Math.abs(matched[d])).max().orElseThrow()).isLessThan(matched[0] / 4);
        List<LabelledQuery> unseen = queries(5000, 5200, 2);
        assertThat(mrr(unseen, directions)).isGreaterThan(mrr(unseen, Map.of()) + 0.2);
        assertThat(DirectionFit.fit(queries(0, 1200, 2), FOUND).get(Features.MATCHED)).containsExactly(matched);
    }

    @Test
    void what_few_questions_tell_changes_nothing() {
        List<LabelledQuery> unseen = queries(5000, 5200, 0);
        Map<String, float[]> directions = DirectionFit.fit(queries(0, 15, 0), FOUND);
        assertThat(unseen.stream().filter(query -> query.reciprocalRank(query.along(directions).scores(weights(directions))) == query.reciprocalRank(query.scores(FOUND))).count())
                .isGreaterThan(180);
    }

    @Test
    void without_vectors_there_are_no_directions() {
        var query = new LabelledQuery("all", 1, new boolean[] {true, false}, Map.of(Features.FOUND, new double[2]));
        assertThat(DirectionFit.fit(List.of(query), FOUND)).isEmpty();
        assertThat(Weighing.withDirections(List.of(query), new LinkedHashMap<>(FOUND)).scores(query)).containsExactly(0, 0);
    }
}
