package palimpsest.memory.note.structured;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nodes by id, each with a parent or none. There are no cycles. */
public record Tree(RowSchema schema, SequencedMap<String, Node> nodes) implements StructuredNote {

    /** @param parent null for a root */
    public record Node(String parent, ObjectNode data) {}

    public static Tree empty(RowSchema schema) {
        return new Tree(schema, new LinkedHashMap<>());
    }

    static Tree read(ObjectNode json) {
        Tree tree = empty(RowSchema.of(json.get("schema")));
        SequencedMap<String, Node> nodes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> node : StructuredNotes.object(json.path("nodes"), "nodes").properties()) {
            nodes.put(node.getKey(), new Node(node.getValue().path("parent").asString(null), tree.schema.check(node.getValue().path("data"), "node " + node.getKey())));
        }
        Tree read = new Tree(tree.schema, nodes);
        // A parent that is not there, or a cycle, is told by the way up.
        nodes.keySet().forEach(read::path);
        return read;
    }

    @Override
    public String kind() {
        return "tree";
    }

    /** @param parent null for a root */
    public Tree add(String id, String parent, JsonNode data) {
        if (id.isBlank()) {
            throw new StructureException("node cannot be empty: give the node a short, unique id.");
        }
        if (nodes.containsKey(id)) {
            throw new StructureException("There is a node '" + id + "' already. Choose another id, or change that one with set_node or move_node.");
        }
        return with(id, parent, schema.check(data == null || data.isNull() ? StructuredNotes.JSON.createObjectNode() : data, "data"));
    }

    /** @param parent null makes it a root */
    public Tree move(String id, String parent) {
        Node node = node(id);
        if (parent != null && path(parent).contains(id)) {
            throw new StructureException("Node '" + id + "' can't move below '" + parent + "', which stands below it.");
        }
        return with(id, parent, node.data());
    }

    /** Replaces a node's data. */
    public Tree set(String id, JsonNode data) {
        return with(id, node(id).parent(), schema.check(data, "data"));
    }

    /** Only a node without children. */
    public Tree remove(String id) {
        node(id);
        if (!children(id).isEmpty()) {
            throw new StructureException("Node '" + id + "' has children: " + String.join(", ", children(id)) + ". Move or remove them first.");
        }
        var rest = new LinkedHashMap<>(nodes);
        rest.remove(id);
        return new Tree(schema, rest);
    }

    private Tree with(String id, String parent, ObjectNode data) {
        if (parent != null) {
            node(parent);
        }
        var all = new LinkedHashMap<>(nodes);
        all.put(id, new Node(parent, data));
        return new Tree(schema, all);
    }

    /** @throws StructureException when there is none */
    public Node node(String id) {
        Node node = nodes.get(id);
        if (node == null) {
            throw new StructureException("There is no node '" + id + "'. " + (nodes.isEmpty() ? "The tree is empty." : "Nodes: " + String.join(", ", nodes.keySet()) + "."));
        }
        return node;
    }

    /** Ids of the children, in the order in which they came; of null the roots. */
    public List<String> children(String id) {
        if (id != null) {
            node(id);
        }
        return nodes.entrySet().stream().filter(node -> Objects.equals(node.getValue().parent(), id)).map(Map.Entry::getKey).toList();
    }

    /** Ids from the root to the node. */
    public List<String> path(String id) {
        List<String> path = new ArrayList<>();
        for (String at = id; at != null; at = node(at).parent()) {
            if (path.contains(at)) {
                throw new StructureException("Node '" + at + "' stands below itself.");
            }
            path.addFirst(at);
        }
        return path;
    }

    /** Ids of the node and of all below it, parents first; of null the whole tree. */
    public List<String> subtree(String id) {
        List<String> all = new ArrayList<>();
        if (id != null) {
            all.add(id);
        }
        children(id).forEach(child -> all.addAll(subtree(child)));
        return all;
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = StructuredNotes.JSON.createObjectNode().put("kind", kind());
        json.set("schema", schema.json());
        ObjectNode all = json.putObject("nodes");
        nodes.forEach((id, node) -> all.putObject(id).put("parent", node.parent()).set("data", node.data()));
        return json;
    }
}
