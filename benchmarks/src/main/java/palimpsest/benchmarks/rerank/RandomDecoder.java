package palimpsest.benchmarks.rerank;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    private final int layers;
    private final boolean int8;
    private final SplittableRandom random = new SplittableRandom(29);
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("decoder");
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
        input("input_ids", TensorProto.DataType.INT64_VALUE, "1", "n");
        input("attention_mask", TensorProto.DataType.INT64_VALUE, "1", "t");
        input("position_ids", TensorProto.DataType.INT64_VALUE, "1", "n");
        constants();
        long[] places = {matrix(weights, WIDTH, WIDTH), matrix(weights, WIDTH, KEY_HEADS * HEAD_WIDTH), matrix(weights, WIDTH, KEY_HEADS * HEAD_WIDTH), matrix(weights, WIDTH, WIDTH),
            matrix(weights, WIDTH, INNER), matrix(weights, WIDTH, INNER), matrix(weights, INNER, WIDTH)};
        String hidden = "hidden";
        node("Gather", hidden, "embedding", "input_ids");
        for (int layer = 0; layer < layers; layer++) {
            hidden = layer("layer." + layer + ".", layer, hidden, places);
        }
        graph.addOutput(0, ValueInfoProto.newBuilder().setName(hidden));
        return ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13)).setGraph(graph).build().toByteArray();
    }

    private void constants() {
        var embedding = new float[(WORDS + 1) * WIDTH];
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] = (float) random.nextDouble(-1, 1);
        }
        var cosines = new float[WINDOW * HEAD_WIDTH];
        var sines = new float[WINDOW * HEAD_WIDTH];
        for (int i = 0; i < cosines.length; i++) {
            double angle = i / HEAD_WIDTH / Math.pow(1e6, 2.0 * (i % HEAD_WIDTH % (HEAD_WIDTH / 2)) / HEAD_WIDTH);
            cosines[i] = (float) Math.cos(angle);
            sines[i] = (float) Math.sin(angle);
        }
        floats("embedding", embedding, WORDS + 1, WIDTH);
        floats("cosines", cosines, WINDOW, HEAD_WIDTH);
        floats("sines", sines, WINDOW, HEAD_WIDTH);
        floats("epsilon", new float[] {1e-6f});
        floats("scale", new float[] {(float) (1 / Math.sqrt(HEAD_WIDTH))});
        floats("never", new float[] {-1e9f});
        floats("int8.scale", new float[] {(float) (2 / Math.sqrt(WIDTH) / 127)});
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
        longs("byColumn", 1, 1, 1, -1);
        longs("byRow", 1, 1, -1, 1);
        graph.addInitializer(TensorProto.newBuilder().setName("from").setDataType(TensorProto.DataType.INT64_VALUE).addInt64Data(0));
        graph.addInitializer(TensorProto.newBuilder().setName("step").setDataType(TensorProto.DataType.INT64_VALUE).addInt64Data(1));
        node("Shape", "mask.shape", "attention_mask");
        node("Gather", "tokens", "mask.shape", "step");
        node("Range", "columns", "from", "tokens", "step");
        node("Reshape", "columns.shaped", "columns", "byColumn");
        node("Reshape", "rows.shaped", "position_ids", "byRow");
        node("Greater", "later", "columns.shaped", "rows.shaped");
        node("Gather", "cos.at", "cosines", "position_ids");
        node("Gather", "sin.at", "sines", "position_ids");
        node("Reshape", "cos", "cos.at", "byPosition");
        node("Reshape", "sin", "sin.at", "byPosition");
    }

    private String layer(String at, int layer, String hidden, long[] places) {
        norm(at + "in", hidden);
        heads(at + "q", at + "in", places[0], WIDTH, "byHead");
        heads(at + "k", at + "in", places[1], KEY_HEADS * HEAD_WIDTH, "byKeyHead");
        heads(at + "v", at + "in", places[2], KEY_HEADS * HEAD_WIDTH, "byKeyHead");
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
        times(at + "out", at + "mixed.flat", places[3], WIDTH, WIDTH);
        node("Add", at + "attended", hidden, at + "out");
        norm(at + "forward", at + "attended");
        times(at + "gate", at + "forward", places[4], WIDTH, INNER);
        node("Sigmoid", at + "gate.open", at + "gate");
        node("Mul", at + "gate.silu", at + "gate", at + "gate.open");
        times(at + "up", at + "forward", places[5], WIDTH, INNER);
        node("Mul", at + "inner", at + "gate.silu", at + "up");
        times(at + "down", at + "inner", places[6], INNER, WIDTH);
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

    private void heads(String name, String input, long place, int columns, String shape) {
        times(name + ".flat", input, place, WIDTH, columns);
        node("Reshape", name + ".heads", name + ".flat", shape);
        graph.addNode(op("Transpose", name, name + ".heads").addAttribute(integers("perm", 0, 2, 1, 3)));
    }

    private void times(String name, String input, long place, int rows, int columns) {
        var tensor = TensorProto.newBuilder().setName(name + ".weights").addDims(rows).addDims(columns)
                .setDataType(int8 ? TensorProto.DataType.INT8_VALUE : TensorProto.DataType.FLOAT_VALUE).setDataLocation(TensorProto.DataLocation.EXTERNAL);
        entry(tensor, "location", WEIGHTS);
        entry(tensor, "offset", String.valueOf(place));
        entry(tensor, "length", String.valueOf((long) rows * columns * (int8 ? 1 : Float.BYTES)));
        graph.addInitializer(tensor);
        if (!int8) {
            node("MatMul", name, input, name + ".weights");
            return;
        }
        graph.addNode(NodeProto.newBuilder().setOpType("DynamicQuantizeLinear").setName(name + ".quantise").addInput(input).addAllOutput(List.of(name + ".u8", name + ".u8.scale", name + ".u8.zero")));
        node("MatMulInteger", name + ".i32", name + ".u8", name + ".weights", name + ".u8.zero");
        graph.addNode(op("Cast", name + ".f32", name + ".i32").addAttribute(integer("to", TensorProto.DataType.FLOAT_VALUE)));
        node("Mul", name + ".both.scales", name + ".u8.scale", "int8.scale");
        node("Mul", name, name + ".f32", name + ".both.scales");
    }

    private static void entry(TensorProto.Builder tensor, String key, String value) {
        tensor.addExternalData(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
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

    private void input(String name, int type, String... dimensions) {
        var shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            shape.addDim(Character.isDigit(dimension.charAt(0)) ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(dimension))
                    : TensorShapeProto.Dimension.newBuilder().setDimParam(dimension));
        }
        graph.addInput(ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape))));
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

    private void floats(String name, float[] values, long... dimensions) {
        var tensor = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
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
