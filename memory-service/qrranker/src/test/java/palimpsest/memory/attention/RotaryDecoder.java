package palimpsest.memory.attention;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import palimpsest.testkit.onnx.RotaryGraph;

/**
 * A decoder as Llama and Qwen are built, small and of seeded random weights: RMS norms, rotary positions, grouped queries whose keys and values are
 * repeated by Expand and Reshape as exporters write it, gated feed-forward, a cache. {@link #attention} computes the same in plain Java.
 */
public final class RotaryDecoder {

    public static final int LAYERS = 4;
    public static final int HEADS = 6;
    static final int KEY_HEADS = 2;
    static final int HEAD_WIDTH = 8;
    static final int WIDTH = HEADS * HEAD_WIDTH;
    static final int INNER = 64;
    static final int WINDOW = 256;
    private static final float EPSILON = 1e-5f;
    private static final int WORDS = 50;
    private static final RotaryGraph.Geometry GEOMETRY = new RotaryGraph.Geometry(LAYERS, HEADS, KEY_HEADS, HEAD_WIDTH, WINDOW, 10_000, EPSILON);

    private final List<String> vocabulary = new ArrayList<>(List.of("<s>", "[", "]", "N", "/", "A", ":"));
    private final float[][] embedding;
    private final List<Weights> layers = new ArrayList<>();
    private final float[][] cosines = GEOMETRY.angles(true);
    private final float[][] sines = GEOMETRY.angles(false);

    private record Weights(float[][] q, float[][] k, float[][] v, float[][] o, float[][] gate, float[][] up, float[][] down) {

        float[][] of(RotaryGraph.Matrix matrix) {
            return switch (matrix) {
                case QUERY -> q;
                case KEY -> k;
                case VALUE -> v;
                case OUT -> o;
                case GATE -> gate;
                case UP -> up;
                case DOWN -> down;
            };
        }
    }

    public RotaryDecoder(long seed) {
        IntStream.range(0, 10).forEach(i -> vocabulary.add(String.valueOf(i)));
        IntStream.range(0, WORDS).forEach(i -> vocabulary.add("w" + (char) ('a' + i / 26) + (char) ('a' + i % 26)));
        var random = new Random(seed);
        embedding = random(random, vocabulary.size(), WIDTH, 1);
        for (int layer = 0; layer < LAYERS; layer++) {
            double scale = 1 / Math.sqrt(WIDTH);
            layers.add(new Weights(random(random, WIDTH, WIDTH, 2 * scale), random(random, WIDTH, KEY_HEADS * HEAD_WIDTH, 2 * scale),
                    random(random, WIDTH, KEY_HEADS * HEAD_WIDTH, scale), random(random, WIDTH, WIDTH, scale), random(random, WIDTH, INNER, scale),
                    random(random, WIDTH, INNER, scale), random(random, INNER, WIDTH, scale)));
        }
    }

    private static float[][] random(Random random, int rows, int columns, double scale) {
        var matrix = new float[rows][columns];
        for (float[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) (random.nextGaussian() * scale);
            }
        }
        return matrix;
    }

    public String word(int i) {
        return vocabulary.get(vocabulary.size() - WORDS + Math.floorMod(i, WORDS));
    }

    public void write(Path directory) throws IOException {
        Files.write(directory.resolve("model.onnx"), onnx());
        Files.writeString(directory.resolve("config.json"), "{\"architectures\":[\"RotaryForCausalLM\"],\"max_position_embeddings\":" + WINDOW + "}");
        String words = IntStream.range(0, vocabulary.size()).mapToObj(i -> '"' + vocabulary.get(i) + "\":" + i).collect(Collectors.joining(","));
        Files.writeString(directory.resolve("tokenizer.json"), """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":0,"content":"<s>","single_word":false,"lstrip":false,
                "rstrip":false,"normalized":false,"special":true}],"normalizer":null,"pre_tokenizer":{"type":"Whitespace"},
                "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
                "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
                "special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]}}},
                "decoder":null,"model":{"type":"WordLevel","vocab":{%s},"unk_token":"A"}}""".formatted(words));
    }

    // --- the same in plain Java, in double precision

    /** Attention of every token over every token, [layer][head][row][column]. */
    public double[][][][] attention(int[] ids) {
        int n = ids.length;
        var all = new double[LAYERS][HEADS][n][n];
        var hidden = new double[n][];
        for (int i = 0; i < n; i++) {
            hidden[i] = new double[WIDTH];
            for (int j = 0; j < WIDTH; j++) {
                hidden[i][j] = embedding[ids[i]][j];
            }
        }
        for (int layer = 0; layer < LAYERS; layer++) {
            Weights weights = layers.get(layer);
            double[][] normed = normed(hidden);
            double[][] q = times(normed, weights.q());
            double[][] k = times(normed, weights.k());
            double[][] v = times(normed, weights.v());
            var mixed = new double[n][WIDTH];
            for (int head = 0; head < HEADS; head++) {
                int group = head / (HEADS / KEY_HEADS);
                for (int row = 0; row < n; row++) {
                    double[] query = turned(q[row], head, row);
                    double[] odds = all[layer][head][row];
                    double sum = 0;
                    for (int column = 0; column <= row; column++) {
                        double[] key = turned(k[column], group, column);
                        double product = 0;
                        for (int i = 0; i < HEAD_WIDTH; i++) {
                            product += query[i] * key[i];
                        }
                        odds[column] = Math.exp(product / Math.sqrt(HEAD_WIDTH));
                        sum += odds[column];
                    }
                    for (int column = 0; column <= row; column++) {
                        odds[column] /= sum;
                        for (int i = 0; i < HEAD_WIDTH; i++) {
                            mixed[row][head * HEAD_WIDTH + i] += odds[column] * v[column][group * HEAD_WIDTH + i];
                        }
                    }
                }
            }
            add(hidden, times(mixed, weights.o()));
            normed = normed(hidden);
            double[][] gate = times(normed, weights.gate());
            double[][] up = times(normed, weights.up());
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < INNER; j++) {
                    up[i][j] *= gate[i][j] / (1 + Math.exp(-gate[i][j]));
                }
            }
            add(hidden, times(up, weights.down()));
        }
        return all;
    }

    private double[] turned(double[] row, int head, int position) {
        var turned = new double[HEAD_WIDTH];
        int half = HEAD_WIDTH / 2;
        for (int i = 0; i < HEAD_WIDTH; i++) {
            double other = i < half ? -row[head * HEAD_WIDTH + i + half] : row[head * HEAD_WIDTH + i - half];
            turned[i] = row[head * HEAD_WIDTH + i] * cosines[position][i] + other * sines[position][i];
        }
        return turned;
    }

    private static double[][] normed(double[][] rows) {
        var normed = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            double square = 0;
            for (double x : rows[i]) {
                square += x * x / rows[i].length;
            }
            double size = Math.sqrt(square + EPSILON);
            normed[i] = Arrays.stream(rows[i]).map(x -> x / size).toArray();
        }
        return normed;
    }

    private static double[][] times(double[][] rows, float[][] matrix) {
        var product = new double[rows.length][matrix[0].length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < matrix.length; k++) {
                for (int j = 0; j < matrix[0].length; j++) {
                    product[i][j] += rows[i][k] * matrix[k][j];
                }
            }
        }
        return product;
    }

    private static void add(double[][] rows, double[][] others) {
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] += others[i][j];
            }
        }
    }

    // --- as an exporter writes it

    private byte[] onnx() {
        return RotaryGraph.model(GEOMETRY, embedding, (graph, output, input, layer, matrix) ->
                graph.floats(output + ".weights", layers.get(layer).of(matrix)).node("MatMul", output, input, output + ".weights"));
    }
}
