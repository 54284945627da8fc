package palimpsest.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** JSON as the scripted endpoints read and write it. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {
    }

    static JsonNode parse(String text) {
        try {
            return text.isBlank() ? MissingNode.getInstance() : MAPPER.readTree(text);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static String error(String message) {
        return write(Map.of("error", object("message", message, "type", "scripted", "code", null)));
    }

    /** An object from alternating keys and values, in order; null values are kept. */
    static Map<String, Object> object(Object... keysAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    /** The arguments as a tree where an endpoint wants one; an empty object if they are no JSON object. */
    static Object argumentTree(String arguments) {
        JsonNode tree = parse(arguments);
        return tree.isObject() ? MAPPER.treeToValue(tree, Map.class) : Map.of();
    }
}
