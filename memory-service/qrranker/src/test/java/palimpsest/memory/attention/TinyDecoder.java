package palimpsest.memory.attention;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import palimpsest.testkit.onnx.DecoderGraph;
import palimpsest.testkit.onnx.OnnxGraph;

/** A decoder of one layer with fixed random weights: two query heads that share one head of keys and values, causal, with a cache. */
public final class TinyDecoder {

    static final int WIDTH = 4;
    static final int HEADS = 2;
    static final int HEAD_WIDTH = 2;
    static final List<String> WORDS = List.of("<s>", "red", "green", "blue", "N", "/", "A", ":");

    final float[][] embedding = random(WORDS.size(), WIDTH, 1);
    final float[][] queries = random(WIDTH, WIDTH, 2);
    final float[][] keys = random(WIDTH, HEAD_WIDTH, 3);
    private final float[][] values = random(WIDTH, HEAD_WIDTH, 4);
    private final boolean cached;

    public TinyDecoder(boolean cached) {
        this.cached = cached;
    }

    private static float[][] random(int rows, int columns, long seed) {
        var random = new Random(seed);
        var matrix = new float[rows][columns];
        for (float[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return matrix;
    }

    public void write(Path directory) throws IOException {
        Files.write(directory.resolve("model.onnx"), onnx());
        Files.writeString(directory.resolve("config.json"), "{\"architectures\":[\"TinyForCausalLM\"],\"max_position_embeddings\":64}");
        var vocabulary = new StringBuilder();
        for (int i = 0; i < WORDS.size(); i++) {
            vocabulary.append(i == 0 ? "" : ",").append('"').append(WORDS.get(i)).append("\":").append(i);
        }
        Files.writeString(directory.resolve("tokenizer.json"), """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":0,"content":"<s>","single_word":false,"lstrip":false,
                "rstrip":false,"normalized":false,"special":true}],"normalizer":null,"pre_tokenizer":{"type":"Whitespace"},
                "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
                "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
                "special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]}}},
                "decoder":null,"model":{"type":"WordLevel","vocab":{%s},"unk_token":"red"}}""".formatted(vocabulary));
    }

    private byte[] onnx() {
        var graph = new OnnxGraph("tiny");
        var decoder = new DecoderGraph(graph, HEADS, 1, HEAD_WIDTH);
        graph.floats("embedding", embedding).floats("wq", queries).floats("wk", keys).floats("wv", values).node("Gather", "hidden", "embedding", "input_ids");
        graph.node("MatMul", "q.flat", "hidden", "wq").node("MatMul", "k.flat", "hidden", "wk").node("MatMul", "v.flat", "hidden", "wv");
        decoder.queries("q");
        decoder.keys("k");
        decoder.keys("v");
        String allKeys = cached ? decoder.seen(0, "k", "key") : "k";
        String allValues = cached ? decoder.seen(0, "v", "value") : "v";
        // by Concat, as some exporters repeat heads
        graph.node("Concat", "axis", 1, "k.repeated", allKeys, allKeys).node("Concat", "axis", 1, "v.repeated", allValues, allValues);
        return graph.output(decoder.attended("", "q", "k.repeated", "v.repeated")).model();
    }
}
