package palimpsest.memory.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenVectorsTest {

    private static float[][] rows(long seed, int rows) {
        var random = new Random(seed);
        var all = new float[rows][96];
        for (float[] row : all) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian() * 3;
            }
        }
        return all;
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double one = 0;
        double other = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            one += a[i] * a[i];
            other += b[i] * b[i];
        }
        return product / Math.sqrt(one * other);
    }

    @Test
    void a_byte_a_dimension_is_enough_for_the_best_cosine_of_each_token() {
        float[][] query = rows(1, 4);
        float[][] text = rows(2, 30);
        float[] best = TokenVectors.of(text, 5, 20).matches(TokenVectors.of(query, 0, 4)).best();
        for (int i = 0; i < best.length; i++) {
            float[] token = query[i];
            double exact = Arrays.stream(text, 5, 25).mapToDouble(row -> cosine(token, row)).max().orElseThrow();
            assertThat((double) best[i]).isCloseTo(exact, within(0.01));
        }
        assertThat(TokenVectors.of(text, 0, 0).matches(TokenVectors.of(query, 0, 4)).best()).containsOnly(0);
    }

    @Test
    void the_tokens_found_have_a_mean_by_what_each_of_the_query_counts() {
        float[][] text = {{2, 0}, {0, 5}, {-1, 0}};
        TokenVectors vectors = TokenVectors.of(text, 0, 3);
        TokenVectors.Matches matches = vectors.matches(TokenVectors.of(new float[][] {{0, 1}, {3, 0}}, 0, 2));
        assertThat(matches.tokens()).containsExactly(1, 0);
        assertThat(vectors.mean(matches.tokens(), new double[] {1, 3})).containsExactly(0.75f, 0.25f);
        TokenVectors none = TokenVectors.of(text, 0, 0);
        assertThat(none.mean(none.matches(TokenVectors.of(text, 0, 2)).tokens(), new double[] {1, 1})).isEmpty();
    }

    @Test
    void what_was_found_in_the_turn_before_counts_less_than_in_the_turn_itself() {
        assertThat(MaxSim.withTurnBefore(new float[] {0.5f, 0.9f}, new float[] {1, 0.95f})).containsExactly(0.9f, 0.9f);
        assertThat(MaxSim.mean(new float[] {0.5f, 1}, new double[] {1, 3})).isCloseTo(0.875, within(1e-6));
    }

    @Test
    void texts_read_long_ago_are_forgotten_first_and_no_more_is_kept_than_fits() {
        TokenVectors some = TokenVectors.of(rows(3, 10), 0, 10);
        var reads = new AtomicInteger();
        var kept = new KeptLately<Integer, TokenVectors>(3 * some.bytes(), (text, read) -> read.bytes());
        for (int text : new int[] {1, 2, 3, 1, 4, 1, 2}) { // 4 pushes 2 out, and 2 then 3
            kept.of(text, () -> {
                reads.incrementAndGet();
                return some;
            });
        }
        assertThat(reads).hasValue(5);
        assertThat(kept.size()).isEqualTo(3);
    }

    @Test
    void a_text_behind_another_one_is_another_text() {
        int[][][] texts = {{{}, {1, 2, 3}}, {{1}, {2, 3}}, {{1, 2}, {3}}};
        assertThat(Arrays.stream(texts).map(text -> AttentionReader.window(text[0], text[1])).distinct()).hasSize(3);
        assertThat(AttentionReader.window(new int[] {1}, new int[] {2, 3})).isEqualTo(AttentionReader.window(new int[] {1}, new int[] {2, 3}));
    }
}
