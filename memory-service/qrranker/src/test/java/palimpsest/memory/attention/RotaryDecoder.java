package palimpsest.memory.attention;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    private final List<String> vocabulary = new ArrayList<>(List.of("<s>", "[", "]", "N", "/", "A", ":"));
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("rotary");
    private final float[][] embedding;
    private final List<Weights> layers = new ArrayList<>();
    private final float[][] cosines = new float[WINDOW][HEAD_WIDTH];
    private final float[][] sines = new float[WINDOW][HEAD_WIDTH];

    private record Weights(float[][] q, float[][] k, float[][] v, float[][] o, float[][] gate, float[][] up, float[][] down) {}

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
        for (int position = 0; position < WINDOW; position++) {
            for (int i = 0; i < HEAD_WIDTH; i++) {
                double angle = position / Math.pow(10_000, 2.0 * (i % (HEAD_WIDTH / 2)) / HEAD_WIDTH);
                cosines[position][i] = (float) Math.cos(angle);
                sines[position][i] = (float) Math.sin(angle);
            }
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
        input("input_ids", TensorProto.DataType.INT64_VALUE, "1", "n");
        input("attention_mask", TensorProto.DataType.INT64_VALUE, "1", "t");
        input("position_ids", TensorProto.DataType.INT64_VALUE, "1", "n");
        floats("embedding", embedding);
        floats("cosines", cosines);
        floats("sines", sines);
        longs("byPosition", 1, 1, -1, HEAD_WIDTH);
        longs("byHead", 1, -1, HEADS, HEAD_WIDTH);
        longs("byKeyHead", 1, -1, KEY_HEADS, HEAD_WIDTH);
        longs("forGroups", 1, KEY_HEADS, 1, -1, HEAD_WIDTH);
        longs("groups", 1, 1, HEADS / KEY_HEADS, 1, 1);
        longs("byRepeatedHead", 1, HEADS, -1, HEAD_WIDTH);
        longs("flat", 1, -1, WIDTH);
        longs("zero", 0);
        longs("half", HEAD_WIDTH / 2);
        longs("whole", HEAD_WIDTH);
        longs("last", -1);
        scalar("epsilon", EPSILON);
        scalar("scale", (float) (1 / Math.sqrt(HEAD_WIDTH)));
        mask();
        node("Gather", "cos.at", "cosines", "position_ids");
        node("Gather", "sin.at", "sines", "position_ids");
        node("Reshape", "cos", "cos.at", "byPosition");
        node("Reshape", "sin", "sin.at", "byPosition");
        node("Gather", "hidden.0", "embedding", "input_ids");
        String hidden = "hidden.0";
        for (int layer = 0; layer < LAYERS; layer++) {
            hidden = layer(layer, hidden);
        }
        graph.addOutput(0, ValueInfoProto.newBuilder().setName(hidden));
        return ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13)).setGraph(graph).build().toByteArray();
    }

    private String layer(int layer, String hidden) {
        String at = "layer." + layer + ".";
        Weights weights = layers.get(layer);
        norm(at + "in", hidden);
        project(at + "q", at + "in", weights.q(), "byHead");
        project(at + "k", at + "in", weights.k(), "byKeyHead");
        project(at + "v", at + "in", weights.v(), "byKeyHead");
        String keys = repeated(at + "k", seen(layer, rotated(at + "k"), "key"));
        String values = repeated(at + "v", seen(layer, at + "v", "value"));
        graph.addNode(op("Transpose", at + "k.turned", keys).addAttribute(integers("perm", 0, 1, 3, 2)));
        node("MatMul", at + "products", rotated(at + "q"), at + "k.turned");
        node("Mul", at + "scaled", at + "products", "scale");
        node("Where", at + "masked", "later", "never", at + "scaled");
        graph.addNode(op("Softmax", at + "probabilities", at + "masked").addAttribute(integer("axis", -1)));
        node("MatMul", at + "mixed", at + "probabilities", values);
        graph.addNode(op("Transpose", at + "mixed.turned", at + "mixed").addAttribute(integers("perm", 0, 2, 1, 3)));
        node("Reshape", at + "mixed.flat", at + "mixed.turned", "flat");
        floats(at + "wo", weights.o());
        node("MatMul", at + "out", at + "mixed.flat", at + "wo");
        node("Add", at + "attended", hidden, at + "out");
        norm(at + "forward", at + "attended");
        floats(at + "wg", weights.gate());
        floats(at + "wu", weights.up());
        floats(at + "wd", weights.down());
        node("MatMul", at + "gate", at + "forward", at + "wg");
        node("Sigmoid", at + "gate.open", at + "gate");
        node("Mul", at + "gate.silu", at + "gate", at + "gate.open");
        node("MatMul", at + "up", at + "forward", at + "wu");
        node("Mul", at + "inner", at + "gate.silu", at + "up");
        node("MatMul", at + "down", at + "inner", at + "wd");
        node("Add", at + "hidden", at + "attended", at + "down");
        return at + "hidden";
    }

    private void norm(String name, String input) {
        node("Mul", name + ".square", input, input);
        graph.addNode(op("ReduceMean", name + ".mean", name + ".square").addAttribute(integers("axes", -1)));
        node("Add", name + ".safe", name + ".mean", "epsilon");
        node("Sqrt", name + ".size", name + ".safe");
        node("Div", name, input, name + ".size");
    }

    private void project(String name, String input, float[][] weights, String shape) {
        floats(name + ".weights", weights);
        node("MatMul", name + ".flat", input, name + ".weights");
        node("Reshape", name + ".heads", name + ".flat", shape);
        graph.addNode(op("Transpose", name, name + ".heads").addAttribute(integers("perm", 0, 2, 1, 3)));
    }

    private String rotated(String name) {
        node("Slice", name + ".first", name, "zero", "half", "last");
        node("Slice", name + ".second", name, "half", "whole", "last");
        node("Neg", name + ".second.less", name + ".second");
        graph.addNode(op("Concat", name + ".swapped", name + ".second.less", name + ".first").addAttribute(integer("axis", -1)));
        node("Mul", name + ".by.cos", name, "cos");
        node("Mul", name + ".by.sin", name + ".swapped", "sin");
        node("Add", name + ".rotated", name + ".by.cos", name + ".by.sin");
        return name + ".rotated";
    }

    private String seen(int layer, String name, String kind) {
        String past = "past_key_values." + layer + "." + kind;
        input(past, TensorProto.DataType.FLOAT_VALUE, "1", String.valueOf(KEY_HEADS), "past", String.valueOf(HEAD_WIDTH));
        String present = "present." + layer + "." + kind;
        graph.addNode(op("Concat", present, past, name).addAttribute(integer("axis", 2)));
        graph.addOutput(ValueInfoProto.newBuilder().setName(present));
        return present;
    }

    private String repeated(String name, String all) {
        node("Reshape", name + ".grouped", all, "forGroups");
        node("Expand", name + ".expanded", name + ".grouped", "groups");
        node("Reshape", name + ".repeated", name + ".expanded", "byRepeatedHead");
        return name + ".repeated";
    }

    /** Scores of later tokens become very small. */
    private void mask() {
        graph.addInitializer(TensorProto.newBuilder().setName("from").setDataType(TensorProto.DataType.INT64_VALUE).addInt64Data(0));
        graph.addInitializer(TensorProto.newBuilder().setName("step").setDataType(TensorProto.DataType.INT64_VALUE).addInt64Data(1));
        node("Shape", "mask.shape", "attention_mask");
        node("Gather", "tokens", "mask.shape", "step");
        node("Range", "columns", "from", "tokens", "step");
        longs("byColumn", 1, 1, 1, -1);
        longs("byRow", 1, 1, -1, 1);
        node("Reshape", "columns.shaped", "columns", "byColumn");
        node("Reshape", "rows.shaped", "position_ids", "byRow");
        node("Greater", "later", "columns.shaped", "rows.shaped");
        scalar("never", -1e9f);
    }

    private void input(String name, int type, String... dimensions) {
        var shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            shape.addDim(Character.isDigit(dimension.charAt(0)) ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(dimension))
                    : TensorShapeProto.Dimension.newBuilder().setDimParam(dimension));
        }
        graph.addInput(ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape))));
    }

    private void floats(String name, float[][] matrix) {
        var tensor = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE).addDims(matrix.length).addDims(matrix[0].length);
        for (float[] row : matrix) {
            for (float value : row) {
                tensor.addFloatData(value);
            }
        }
        graph.addInitializer(tensor);
    }

    private void scalar(String name, float value) {
        graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE).addFloatData(value));
    }

    private void longs(String name, long... values) {
        var tensor = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT64_VALUE).addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
    }

    private void node(String type, String output, String... inputs) {
        graph.addNode(op(type, output, inputs));
    }

    private static NodeProto.Builder op(String type, String output, String... inputs) {
        return NodeProto.newBuilder().setOpType(type).setName(output + ".node").addAllInput(List.of(inputs)).addOutput(output);
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static AttributeProto integers(String name, long... values) {
        var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }
}
