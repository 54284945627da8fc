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
import java.util.List;
import java.util.Random;

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
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");

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
        input("input_ids", TensorProto.DataType.INT64_VALUE, "1", "n");
        input("attention_mask", TensorProto.DataType.INT64_VALUE, "1", "t");
        input("position_ids", TensorProto.DataType.INT64_VALUE, "1", "n");
        floats("embedding", embedding);
        floats("wq", queries);
        floats("wk", keys);
        floats("wv", values);
        longs("byHead", 0, -1, HEADS, HEAD_WIDTH);
        longs("byKeyHead", 0, -1, 1, HEAD_WIDTH);
        node("Gather", "hidden", "embedding", "input_ids");
        project("q", "wq", "byHead");
        project("k", "wk", "byKeyHead");
        project("v", "wv", "byKeyHead");
        String allKeys = seen("k", "key");
        String allValues = seen("v", "value");
        graph.addNode(op("Concat", "k.repeated", allKeys, allKeys).addAttribute(integer("axis", 1)));
        graph.addNode(op("Concat", "v.repeated", allValues, allValues).addAttribute(integer("axis", 1)));
        graph.addNode(op("Transpose", "k.turned", "k.repeated").addAttribute(integers("perm", 0, 1, 3, 2)));
        node("MatMul", "products", "q", "k.turned");
        scalar("scale", (float) (1 / Math.sqrt(HEAD_WIDTH)));
        node("Mul", "scaled", "products", "scale");
        mask();
        graph.addNode(op("Softmax", "probabilities", "masked").addAttribute(integer("axis", -1)));
        node("MatMul", "logits", "probabilities", "v.repeated");
        graph.addOutput(ValueInfoProto.newBuilder().setName("logits"));
        return ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13)).setGraph(graph).build().toByteArray();
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
        node("Where", "masked", "later", "never", "scaled");
    }

    private void project(String name, String weights, String shape) {
        node("MatMul", name + ".flat", "hidden", weights);
        node("Reshape", name + ".heads", name + ".flat", shape);
        graph.addNode(op("Transpose", name, name + ".heads").addAttribute(integers("perm", 0, 2, 1, 3)));
    }

    private String seen(String name, String kind) {
        if (!cached) {
            return name;
        }
        input("past_key_values.0." + kind, TensorProto.DataType.FLOAT_VALUE, "1", "1", "past", String.valueOf(HEAD_WIDTH));
        String present = "present.0." + kind;
        graph.addNode(op("Concat", present, "past_key_values.0." + kind, name).addAttribute(integer("axis", 2)));
        graph.addOutput(ValueInfoProto.newBuilder().setName(present));
        return present;
    }

    private void input(String name, int type, String... dimensions) {
        var shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            boolean fixed = Character.isDigit(dimension.charAt(0));
            shape.addDim(fixed ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(dimension))
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
