package palimpsest.memory.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderAttentionTest {

    private static final int[] PREFIX = {0, 1, 2, 3, 2};
    private static final List<int[]> SUFFIXES = List.of(new int[] {3, 1}, new int[] {4, 5, 6});

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attention_after_a_prefix_is_what_plain_arithmetic_gives(boolean cached) throws Exception {
        var decoder = new TinyDecoder(cached);
        decoder.write(directory);
        ModelFiles files = ModelFiles.directory(directory);
        assertThat(files.causal()).isTrue();
        assertThat(files.heads()).containsExactly(new Head(0, 0), new Head(0, 1));
        try (AttentionModel model = files.open(files.heads(), -1, 1)) {
            assertThat(model.frame().before()).containsExactly(0);
            assertThat(model.tokens("red blue")).containsExactly(1, 3);
            List<Attention> seen = model.attend(PREFIX, SUFFIXES);
            for (int i = 0; i < SUFFIXES.size(); i++) {
                assertAttention(decoder, joined(SUFFIXES.get(i)), seen.get(i));
            }
        }
    }

    private static int[] joined(int[] suffix) {
        int[] all = Arrays.copyOf(PREFIX, PREFIX.length + suffix.length);
        System.arraycopy(suffix, 0, all, PREFIX.length, suffix.length);
        return all;
    }

    private static void assertAttention(TinyDecoder decoder, int[] ids, Attention attention) {
        for (int head = 0; head < TinyDecoder.HEADS; head++) {
            for (int row = PREFIX.length; row < ids.length; row++) {
                double[] expected = expected(decoder, ids, head, row);
                for (int column = 0; column < ids.length; column++) {
                    assertThat((double) attention.weights()[head][row - PREFIX.length][column]).isCloseTo(expected[column], within(1e-5));
                }
            }
        }
    }

    /** Softmax of query by key over the tokens up to the row; both heads read the one head of keys. */
    private static double[] expected(TinyDecoder decoder, int[] ids, int head, int row) {
        double[] query = projected(decoder.embedding[ids[row]], decoder.queries, head * TinyDecoder.HEAD_WIDTH);
        var weights = new double[ids.length];
        double all = 0;
        for (int column = 0; column <= row; column++) {
            double[] key = projected(decoder.embedding[ids[column]], decoder.keys, 0);
            weights[column] = Math.exp((query[0] * key[0] + query[1] * key[1]) / Math.sqrt(TinyDecoder.HEAD_WIDTH));
            all += weights[column];
        }
        for (int column = 0; column <= row; column++) {
            weights[column] /= all;
        }
        return weights;
    }

    private static double[] projected(float[] hidden, float[][] weights, int from) {
        var projected = new double[TinyDecoder.HEAD_WIDTH];
        for (int i = 0; i < projected.length; i++) {
            for (int j = 0; j < hidden.length; j++) {
                projected[i] += hidden[j] * weights[j][from + i];
            }
        }
        return projected;
    }
}
