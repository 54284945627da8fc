package palimpsest.benchmarks.rerank;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import palimpsest.testkit.onnx.OnnxGraph;
import palimpsest.testkit.onnx.RotaryGraph;
import palimpsest.testkit.onnx.RotaryGraph.Matrix;

/**
 * A decoder of the geometry of Qwen2.5-0.5B (width 896, 14 heads of 64 over 2 of keys, inner width 4,864, rotary positions) and of random weights, written as an
 * exporter writes it. Every layer has the same weights, which lie in one file that each layer names anew: on disk it is one layer, in memory it is all.
 * Its vocabulary is a few words, so the embedding table of the real one (151,936 words) is not there. It tells what a pass costs, and nothing of what heads find.
 */
final class RandomDecoder {

    static final int HEADS = 14;
    static final int WORDS = 500;
    private static final int KEY_HEADS = 2;
    private static final int HEAD_WIDTH = 64;
    private static final int WIDTH = HEADS * HEAD_WIDTH;
    private static final int INNER = 4864;
    private static final int WINDOW = 4096;
    private static final String WEIGHTS = "weights.bin";
    private static final int FLOAT = 1; // ONNX TensorProto.DataType

    private final int layers;
    private final boolean int8;
    private final SplittableRandom random = new SplittableRandom(29);
    private long written;

    /** @param int8 whether matrices are int8 and what they are multiplied with is quantised as it comes (dynamic quantisation) */
    RandomDecoder(int layers, boolean int8) {
        this.layers = layers;
        this.int8 = int8;
    }

    /** The word that a number stands for. */
    static String word(int i) {
        return "w" + Math.floorMod(i, WORDS);
    }

    /** Writes {@code model.onnx}, its weights, {@code tokenizer.json} and {@code config.json}. */
    void write(Path directory) throws IOException {
        try (OutputStream weights = new BufferedOutputStream(Files.newOutputStream(directory.resolve(WEIGHTS)))) {
            Files.write(directory.resolve("model.onnx"), onnx(weights));
        }
        Files.writeString(directory.resolve("config.json"), "{\"architectures\":[\"RandomForCausalLM\"],\"max_position_embeddings\":" + WINDOW + "}");
        String words = IntStream.range(0, WORDS).mapToObj(i -> '"' + word(i) + "\":" + (i + 1)).collect(Collectors.joining(","));
        Files.writeString(directory.resolve("tokenizer.json"), """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"Whitespace"},"post_processor":null,
                "decoder":null,"model":{"type":"WordLevel","vocab":{"<unk>":0,%s},"unk_token":"<unk>"}}""".formatted(words));
    }

    private byte[] onnx(OutputStream weights) throws IOException {
        var embedding = new float[WORDS + 1][WIDTH];
        for (float[] row : embedding) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextDouble(-1, 1);
            }
        }
        var places = new EnumMap<Matrix, Long>(Matrix.class);
        for (Matrix matrix : Matrix.values()) {
            places.put(matrix, matrix(weights, rows(matrix), columns(matrix)));
        }
        var geometry = new RotaryGraph.Geometry(layers, HEADS, KEY_HEADS, HEAD_WIDTH, WINDOW, 1e6, 1e-6f);
        return RotaryGraph.model(geometry, embedding, (graph, output, input, layer, matrix) -> times(graph, output, input, places.get(matrix), matrix));
    }

    private static int rows(Matrix matrix) {
        return matrix == Matrix.DOWN ? INNER : WIDTH;
    }

    private static int columns(Matrix matrix) {
        return switch (matrix) {
            case QUERY, OUT, DOWN -> WIDTH;
            case KEY, VALUE -> KEY_HEADS * HEAD_WIDTH;
            case GATE, UP -> INNER;
        };
    }

    private void times(OnnxGraph graph, String name, String input, long place, Matrix matrix) {
        graph.external(name + ".weights", WEIGHTS, place, int8, rows(matrix), columns(matrix));
        if (!int8) {
            graph.node("MatMul", name, input, name + ".weights");
            return;
        }
        graph.scalar(name + ".scale", (float) (2 / Math.sqrt(WIDTH) / 127));
        graph.node("DynamicQuantizeLinear", List.of(name + ".u8", name + ".u8.scale", name + ".u8.zero"), input);
        graph.node("MatMulInteger", name + ".i32", name + ".u8", name + ".weights", name + ".u8.zero");
        graph.node("Cast", "to", FLOAT, name + ".f32", name + ".i32");
        graph.node("Mul", name + ".both.scales", name + ".u8.scale", name + ".scale").node("Mul", name, name + ".f32", name + ".both.scales");
    }

    /** Writes one matrix to the file of weights. @return where it begins */
    private long matrix(OutputStream out, int rows, int columns) throws IOException {
        long place = written;
        double reach = 1 / Math.sqrt(rows);
        ByteBuffer row = ByteBuffer.allocate(columns * (int8 ? 1 : Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows; i++) {
            row.clear();
            for (int j = 0; j < columns; j++) {
                if (int8) {
                    row.put((byte) random.nextInt(-127, 128));
                } else {
                    row.putFloat((float) random.nextDouble(-reach, reach));
                }
            }
            out.write(row.array());
            written += row.capacity();
        }
        return place;
    }
}
