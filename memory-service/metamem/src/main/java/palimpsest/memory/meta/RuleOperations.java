package palimpsest.memory.meta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/** Operations as models write them: a JSON array of {@code {"operation": "add"|"update"|"delete", "id", "content"}}. */
public final class RuleOperations {

    private final LenientJson json = new LenientJson();

    /**
     * Reads what a model wrote. Objects that are no operation are left out.
     *
     * @return empty when there is no list of operations in it, which is not the same as an empty list
     */
    public Optional<List<RuleOperation>> read(String text) {
        return json.last(text, RuleOperations::isList).map(node -> node.has("operations") ? node.get("operations") : node).map(RuleOperations::operations);
    }

    /** The operations in their JSON form, keys in order. */
    public static List<SequencedMap<String, Object>> toJson(List<? extends RuleOperation> operations) {
        return operations.stream().map(RuleOperations::toJson).toList();
    }

    private static SequencedMap<String, Object> toJson(RuleOperation operation) {
        var map = new LinkedHashMap<String, Object>();
        switch (operation) {
            case RuleOperation.Add add -> {
                map.put("operation", "add");
                map.put("content", add.content());
            }
            case RuleOperation.Update update -> {
                map.put("operation", "update");
                map.put("id", update.id());
                map.put("content", update.content());
            }
            case RuleOperation.Delete delete -> {
                map.put("operation", "delete");
                map.put("id", delete.id());
            }
        }
        return map;
    }

    private static boolean isList(JsonNode node) {
        if (node.isArray()) {
            return node.isEmpty() || node.get(0).has("operation");
        }
        return node.path("operations").isArray() || node.has("operation");
    }

    private static List<RuleOperation> operations(JsonNode list) {
        List<RuleOperation> operations = new ArrayList<>();
        if (list.isArray()) {
            list.forEach(node -> operation(node).ifPresent(operations::add));
        } else {
            operation(list).ifPresent(operations::add);
        }
        return operations;
    }

    private static Optional<RuleOperation> operation(JsonNode node) {
        String id = text(node, "id");
        String content = text(node, "content");
        return switch (text(node, "operation").toLowerCase(Locale.ROOT)) {
            case "add" -> content.isEmpty() ? Optional.empty() : Optional.of(new RuleOperation.Add(content));
            case "update" -> id.isEmpty() || content.isEmpty() ? Optional.empty() : Optional.of(new RuleOperation.Update(id, content));
            case "delete" -> id.isEmpty() ? Optional.empty() : Optional.of(new RuleOperation.Delete(id));
            default -> Optional.empty();
        };
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("").strip();
    }
}
