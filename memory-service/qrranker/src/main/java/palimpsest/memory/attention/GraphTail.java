package palimpsest.memory.attention;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Collection;

/** Appends to a graph the nodes by which only what is wanted leaves it. */
final class GraphTail {

    private final GraphProto.Builder graph;

    GraphTail(GraphProto.Builder graph) {
        this.graph = graph;
    }

    /** A vector of int64 of any length. */
    void input(String name) {
        var shape = TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(name + ".length"));
        var tensor = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.INT64_VALUE).setShape(shape);
        graph.addInput(ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)));
    }

    /** A tensor that leaves; ONNX Runtime infers its type and shape. */
    void output(String name) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    }

    /** Attention probabilities [batch, heads, tokens, tokens] to [batch, chosen heads, rows, tokens] as float. */
    void heads(String probabilities, Collection<Integer> heads, String output) {
        String indices = output + ".heads";
        var tensor = TensorProto.newBuilder().setName(indices).setDataType(TensorProto.DataType.INT64_VALUE).addDims(heads.size());
        heads.forEach(tensor::addInt64Data);
        graph.addInitializer(tensor);
        gather(probabilities, indices, 1, output + ".chosen");
        gather(output + ".chosen", AttentionGraph.ROWS, 2, output + ".rows");
        asFloat(output + ".rows", output);
    }

    void asFloat(String tensor, String output) {
        var to = AttributeProto.newBuilder().setName("to").setType(AttributeProto.AttributeType.INT).setI(TensorProto.DataType.FLOAT_VALUE);
        graph.addNode(NodeProto.newBuilder().setOpType("Cast").setName(output + ".cast").addInput(tensor).addOutput(output).addAttribute(to));
        output(output);
    }

    private void gather(String data, String indices, int axis, String output) {
        var attribute = AttributeProto.newBuilder().setName("axis").setType(AttributeProto.AttributeType.INT).setI(axis);
        graph.addNode(NodeProto.newBuilder().setOpType("Gather").setName(output + ".gather").addInput(data).addInput(indices)
                .addOutput(output).addAttribute(attribute));
    }
}
