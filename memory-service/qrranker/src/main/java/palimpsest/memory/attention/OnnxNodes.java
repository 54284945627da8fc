package palimpsest.memory.attention;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Who makes and who uses each tensor of a graph. */
final class OnnxNodes {

    private final GraphProto graph;
    private final Map<String, NodeProto> producers = new HashMap<>();
    private final Map<String, List<NodeProto>> consumers = new HashMap<>();
    private final Set<String> weights;

    OnnxNodes(GraphProto graph) {
        this.graph = graph;
        this.weights = graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> producers.put(output, node));
            node.getInputList().forEach(input -> consumers.computeIfAbsent(input, name -> new ArrayList<>()).add(node));
        }
    }

    /** The node that makes a tensor; null for inputs and weights. */
    NodeProto producer(String tensor) {
        return producers.get(tensor);
    }

    List<NodeProto> consumers(String tensor) {
        return consumers.getOrDefault(tensor, List.of());
    }

    /** Whether a tensor is stored with the model, maybe quantised or transposed on the way. */
    boolean isWeight(String tensor) {
        NodeProto producer = producers.get(tensor);
        return weights.contains(tensor)
                || producer != null && producer.getInputCount() > 0 && producer.getInputList().stream().allMatch(this::isWeight);
    }

    /** The nearest node up the graph from a tensor for which the condition holds, going on only through what is not it; null for none. */
    NodeProto nearestAbove(String tensor, Predicate<NodeProto> condition, int steps) {
        Deque<String> level = new ArrayDeque<>(List.of(tensor));
        Set<String> seen = new HashSet<>();
        for (int step = 0; step < steps && !level.isEmpty(); step++) {
            for (int left = level.size(); left > 0; left--) {
                NodeProto node = producers.get(level.poll());
                if (node == null || !seen.add(node.getOutput(0))) {
                    continue;
                }
                if (condition.test(node)) {
                    return node;
                }
                level.addAll(node.getInputList());
            }
        }
        return null;
    }

    /** The tensors from which the given ones are computed, they themselves included. */
    Set<String> needed(Collection<String> tensors) {
        Set<String> needed = new HashSet<>();
        Deque<String> left = new ArrayDeque<>(tensors);
        while (!left.isEmpty()) {
            String tensor = left.poll();
            if (needed.add(tensor) && producers.containsKey(tensor)) {
                left.addAll(producers.get(tensor).getInputList());
            }
        }
        return needed;
    }

    /** The graph without what the given tensors don't need: nodes, weights and inputs; it has no outputs. */
    GraphProto.Builder only(Set<String> needed) {
        GraphProto.Builder cut = graph.toBuilder().clearNode().clearInitializer().clearInput().clearOutput().clearValueInfo();
        graph.getNodeList().stream().filter(node -> node.getOutputList().stream().anyMatch(needed::contains)).forEach(cut::addNode);
        graph.getInitializerList().stream().filter(weight -> needed.contains(weight.getName())).forEach(cut::addInitializer);
        graph.getInputList().stream().filter(input -> needed.contains(input.getName())).forEach(cut::addInput);
        return cut;
    }

    List<String> outputs() {
        return graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    }
}
