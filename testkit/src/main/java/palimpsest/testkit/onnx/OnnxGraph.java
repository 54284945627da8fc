package palimpsest.testkit.onnx;

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
import java.util.Arrays;
import java.util.List;

/** An ONNX graph (operator set 13), written node by node. A node is named after its first output. */
public final class OnnxGraph {

    private static final int IR = 8;
    private static final int OPERATORS = 13;

    private final GraphProto.Builder graph;

    public OnnxGraph(String name) {
        graph = GraphProto.newBuilder().setName(name);
    }

    /** Token ids, positions, a mask. @param dimensions numbers, or names where they are free */
    public OnnxGraph longInput(String name, String... dimensions) {
        return input(name, TensorProto.DataType.INT64_VALUE, dimensions);
    }

    /** @param dimensions numbers, or names where they are free */
    public OnnxGraph floatInput(String name, String... dimensions) {
        return input(name, TensorProto.DataType.FLOAT_VALUE, dimensions);
    }

    private OnnxGraph input(String name, int type, String... dimensions) {
        var shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            shape.addDim(Character.isDigit(dimension.charAt(0)) ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(dimension))
                    : TensorShapeProto.Dimension.newBuilder().setDimParam(dimension));
        }
        graph.addInput(ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape))));
        return this;
    }

    public OnnxGraph output(String name) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(name));
        return this;
    }

    /** A constant of one number and no dimension. */
    public OnnxGraph scalar(String name, float value) {
        graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE).addFloatData(value));
        return this;
    }

    /** A constant of one number and no dimension. */
    public OnnxGraph scalar(String name, long value) {
        graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT64_VALUE).addInt64Data(value));
        return this;
    }

    /** A constant matrix, [row][column]. */
    public OnnxGraph floats(String name, float[][] matrix) {
        var tensor = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE).addDims(matrix.length).addDims(matrix[0].length);
        for (float[] row : matrix) {
            for (float value : row) {
                tensor.addFloatData(value);
            }
        }
        graph.addInitializer(tensor);
        return this;
    }

    /** A constant vector, such as a shape. */
    public OnnxGraph longs(String name, long... values) {
        var tensor = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT64_VALUE).addDims(values.length);
        Arrays.stream(values).forEach(tensor::addInt64Data);
        graph.addInitializer(tensor);
        return this;
    }

    /**
     * A constant matrix whose numbers lie in a file beside the model.
     *
     * @param int8   whether each is one signed byte; otherwise a float of four, little-endian
     * @param offset bytes before its first number
     */
    public OnnxGraph external(String name, String file, long offset, boolean int8, int rows, int columns) {
        long length = (long) rows * columns * (int8 ? 1 : Float.BYTES);
        graph.addInitializer(TensorProto.newBuilder().setName(name).addDims(rows).addDims(columns)
                .setDataType(int8 ? TensorProto.DataType.INT8_VALUE : TensorProto.DataType.FLOAT_VALUE).setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", file)).addExternalData(entry("offset", String.valueOf(offset))).addExternalData(entry("length", String.valueOf(length))));
        return this;
    }

    private static StringStringEntryProto.Builder entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value);
    }

    /** @param type operator, such as {@code MatMul} */
    public OnnxGraph node(String type, String output, String... inputs) {
        return node(type, List.of(output), inputs);
    }

    /** One that gives several tensors. */
    public OnnxGraph node(String type, List<String> outputs, String... inputs) {
        graph.addNode(op(type, outputs, inputs));
        return this;
    }

    /** One with an attribute that is a whole number. */
    public OnnxGraph node(String type, String attribute, long value, String output, String... inputs) {
        graph.addNode(op(type, List.of(output), inputs).addAttribute(AttributeProto.newBuilder().setName(attribute).setType(AttributeProto.AttributeType.INT).setI(value)));
        return this;
    }

    /** One with an attribute that is a list of whole numbers. */
    public OnnxGraph node(String type, String attribute, List<Long> values, String output, String... inputs) {
        graph.addNode(op(type, List.of(output), inputs).addAttribute(AttributeProto.newBuilder().setName(attribute).setType(AttributeProto.AttributeType.INTS).addAllInts(values)));
        return this;
    }

    private static NodeProto.Builder op(String type, List<String> outputs, String... inputs) {
        return NodeProto.newBuilder().setOpType(type).setName(outputs.getFirst() + ".node").addAllInput(List.of(inputs)).addAllOutput(outputs);
    }

    /** The model's file. */
    public byte[] model() {
        return ModelProto.newBuilder().setIrVersion(IR).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS)).setGraph(graph).build().toByteArray();
    }
}
