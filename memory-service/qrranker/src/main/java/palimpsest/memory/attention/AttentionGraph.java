package palimpsest.memory.attention;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An exported transformer, read for where it computes attention: the probabilities of a layer are the output of a Softmax between two
 * matrix products, queries by keys above it and probabilities by values below. Layers are numbered in the order of computation.
 */
final class AttentionGraph {

    /** Input of a cut graph: which positions' attention leaves it, as int64 indices into the tokens of this run. */
    static final String ROWS = "palimpsest.rows";
    /** Output of a cut graph: token vectors, [batch, tokens, width]. */
    static final String VECTORS = "palimpsest.vectors";

    private static final Set<String> PRODUCTS = Set.of("MatMul", "Einsum", "FusedMatMul");
    private static final Set<String> PROJECTIONS = Set.of("MatMul", "MatMulInteger", "MatMulNBits", "Gemm");
    private static final int NEAR = 12; // nodes between a softmax and its products, or between queries and their projection

    private record Layer(String probabilities, NodeProto scores) {}

    private final ModelProto model;
    private final OnnxNodes nodes;
    private final List<Layer> layers = new ArrayList<>();

    /**
     * @throws IllegalArgumentException   when the bytes are no ONNX model
     * @throws AttentionNotFoundException when no attention can be read from it
     */
    AttentionGraph(byte[] onnx) {
        try {
            this.model = ModelProto.parseFrom(onnx);
        } catch (IOException e) {
            throw new IllegalArgumentException("This is no ONNX model: " + e.getMessage());
        }
        this.nodes = new OnnxNodes(model.getGraph());
        model.getGraph().getNodeList().stream().filter(node -> node.getOpType().equals("Softmax")).forEach(this::addLayer);
        if (layers.isEmpty()) {
            throw new AttentionNotFoundException(notFound());
        }
    }

    private void addLayer(NodeProto softmax) {
        NodeProto scores = nodes.nearestAbove(softmax.getInput(0), this::isProduct, NEAR);
        if (scores != null && weighsValues(softmax.getOutput(0), NEAR / 2)) {
            layers.add(new Layer(softmax.getOutput(0), scores));
        }
    }

    /** A product of two computed matrices, neither a weight. */
    private boolean isProduct(NodeProto node) {
        return PRODUCTS.contains(node.getOpType()) && node.getInputList().stream().noneMatch(nodes::isWeight);
    }

    private boolean weighsValues(String tensor, int steps) {
        return steps > 0 && nodes.consumers(tensor).stream().anyMatch(node -> isProduct(node) && node.getInput(0).equals(tensor)
                || !PRODUCTS.contains(node.getOpType()) && node.getOutputCount() > 0 && weighsValues(node.getOutput(0), steps - 1));
    }

    private String notFound() {
        Set<String> fused = new TreeSet<>();
        model.getGraph().getNodeList().stream().map(NodeProto::getOpType).filter(type -> type.contains("Attention")).forEach(fused::add);
        return "No attention can be read from this model: looked for a Softmax between the product of queries and keys and the product "
                + "with values, in the main graph" + (fused.isEmpty() ? "" : ", and found only fused " + String.join(", ", fused))
                + ". Export it with eager attention and without optimisation, a decoder by: optimum-cli export onnx --task text-generation-with-past --no-post-process (docs/reranking.md)";
    }

    int layers() {
        return layers.size();
    }

    /** The model up to the first layer's probabilities of all heads, [batch, heads, tokens, tokens]: its output's shape tells their number. */
    byte[] firstLayer() {
        String probabilities = layers.getFirst().probabilities();
        GraphProto.Builder cut = nodes.only(nodes.needed(List.of(probabilities)));
        new GraphTail(cut).output(probabilities);
        return model.toBuilder().setGraph(cut).build().toByteArray();
    }

    Set<String> inputs() {
        Set<String> inputs = new HashSet<>();
        model.getGraph().getInputList().forEach(input -> inputs.add(input.getName()));
        return inputs;
    }

    /** Output of a cut graph for a layer: its wanted heads in ascending order, [batch, heads, rows, tokens]. */
    static String attention(int layer) {
        return "palimpsest.attention." + layer;
    }

    /**
     * The model that computes only the given heads' attention and the token vectors that enter a layer. What comes after is gone.
     *
     * @param vectorsInto layer whose input leaves the graph too, the number of layers for the model's own first output; -1 for none
     * @param cache       whether keys and values of tokens seen leave the graph, where the model has such outputs
     * @throws IllegalArgumentException when there is no such layer
     */
    byte[] cut(Collection<Head> heads, int vectorsInto, boolean cache) {
        var byLayer = new TreeMap<Integer, TreeSet<Integer>>();
        for (Head head : heads) {
            if (head.layer() >= layers.size()) {
                throw new IllegalArgumentException("There is no head " + head + ": the model has " + layers.size() + " layers with attention");
            }
            byLayer.computeIfAbsent(head.layer(), layer -> new TreeSet<>()).add(head.head());
        }
        List<String> sources = new ArrayList<>(byLayer.keySet().stream().map(layer -> layers.get(layer).probabilities()).toList());
        String vectors = vectorsInto < 0 ? null : entering(vectorsInto);
        if (vectors != null) {
            sources.add(vectors);
        }
        Set<String> needed = nodes.needed(sources);
        GraphProto.Builder cut = nodes.only(needed);
        var tail = new GraphTail(cut);
        if (!byLayer.isEmpty()) {
            tail.input(ROWS);
        }
        byLayer.forEach((layer, chosen) -> tail.heads(layers.get(layer).probabilities(), chosen, attention(layer)));
        if (vectors != null) {
            tail.asFloat(vectors, VECTORS);
        }
        if (cache) {
            nodes.outputs().stream().filter(output -> output.startsWith("present") && needed.contains(output)).forEach(tail::output);
        }
        return model.toBuilder().setGraph(cut).build().toByteArray();
    }

    /** The tensor that a layer's queries are projected from; of the layer after the last, the model's first output. */
    private String entering(int layer) {
        if (layer > layers.size()) {
            throw new IllegalArgumentException("No vectors enter layer " + layer + ": the model has " + layers.size() + " layers with attention");
        }
        if (layer == layers.size()) {
            return nodes.outputs().getFirst();
        }
        NodeProto projection = nodes.nearestAbove(layers.get(layer).scores().getInput(0),
                node -> PROJECTIONS.contains(node.getOpType()) && nodes.isWeight(node.getInput(1)) && !nodes.isWeight(node.getInput(0)), 3 * NEAR);
        if (projection == null) {
            throw new AttentionNotFoundException("No projection to queries was found above layer " + layer + "'s attention: its token vectors can't be read");
        }
        NodeProto quantised = nodes.producer(projection.getInput(0));
        return quantised != null && quantised.getOpType().equals("DynamicQuantizeLinear") ? quantised.getInput(0) : projection.getInput(0);
    }
}
