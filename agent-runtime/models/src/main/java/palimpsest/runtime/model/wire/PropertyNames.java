package palimpsest.runtime.model.wire;

import java.nio.charset.StandardCharsets;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Properties under other names: in the JSON schema that describes them, and in values of that schema. */
public final class PropertyNames {

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    /** Keywords whose value is a schema for each name. */
    private static final Set<String> NAMED_SCHEMAS = Set.of("$defs", "definitions", "patternProperties", "dependentSchemas");
    /** Keywords whose value is data and no schema. */
    private static final Set<String> DATA = Set.of("enum", "const", "default", "examples");

    private PropertyNames() {}

    /**
     * A schema as maps and lists, with the names of its properties changed wherever they stand: described, required, and in references. A property
     * with another name has its own as the title.
     */
    static Object renamed(Object schema, UnaryOperator<String> names) {
        if (schema instanceof List<?> several) {
            return several.stream().map(one -> renamed(one, names)).toList();
        }
        if (!(schema instanceof Map<?, ?> given)) {
            return schema;
        }
        Map<String, Object> renamed = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            String keyword = String.valueOf(key);
            renamed.put(keyword, switch (value) {
                case Map<?, ?> properties when keyword.equals("properties") -> properties(properties, names);
                case Map<?, ?> schemas when NAMED_SCHEMAS.contains(keyword) -> {
                    Map<String, Object> each = new LinkedHashMap<>();
                    schemas.forEach((name, one) -> each.put(String.valueOf(name), renamed(one, names)));
                    yield each;
                }
                case List<?> required when keyword.equals("required") -> required.stream().map(name -> name instanceof String text ? names.apply(text) : name).toList();
                case String reference when keyword.equals("$ref") -> reference(reference, names);
                case null -> null;
                case Object data when DATA.contains(keyword) -> data;
                case Object other -> renamed(other, names);
            });
        });
        return renamed;
    }

    private static Map<String, Object> properties(Map<?, ?> given, UnaryOperator<String> names) {
        Map<String, Object> properties = new LinkedHashMap<>();
        given.forEach((key, described) -> {
            String name = String.valueOf(key);
            String other = names.apply(name);
            Object schema = renamed(described, names);
            if (!other.equals(name) && schema instanceof Map<?, ?> fields && !fields.containsKey("title")) {
                Map<String, Object> titled = new LinkedHashMap<>();
                fields.forEach((field, value) -> titled.put(String.valueOf(field), value));
                titled.put("title", name);
                schema = titled;
            }
            properties.put(other, schema);
        });
        return properties;
    }

    /** A JSON pointer in a URI's fragment, such as {@code #/properties/first%20name/items}. */
    private static String reference(String reference, UnaryOperator<String> names) {
        if (!reference.startsWith("#/")) {
            return reference;
        }
        String[] steps = reference.split("/", -1);
        for (int i = 2; i < steps.length; i++) {
            if (steps[i - 1].equals("properties")) {
                String name = decoded(steps[i]);
                String other = names.apply(name);
                steps[i] = other.equals(name) ? steps[i] : URLEncoder.encode(other, StandardCharsets.UTF_8);
            }
        }
        return String.join("/", Arrays.asList(steps));
    }

    private static String decoded(String step) {
        try {
            return URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8).replace("~1", "/").replace("~0", "~");
        } catch (IllegalArgumentException e) {
            // No percent-encoding, then.
            return step.replace("~1", "/").replace("~0", "~");
        }
    }

    /** The JSON text with the names of its properties changed, at any depth; text that is no JSON, or has no such name, as it is. */
    public static String inArguments(String json, UnaryOperator<String> names) {
        JsonNode given;
        try {
            given = json == null ? null : JSON.readTree(json);
        } catch (JacksonException e) {
            return json;
        }
        if (given == null) {
            return null;
        }
        JsonNode renamed = renamed(given, names);
        return renamed.equals(given) ? json : JSON.writeValueAsString(renamed);
    }

    private static JsonNode renamed(JsonNode value, UnaryOperator<String> names) {
        if (value.isArray()) {
            ArrayNode list = JSON.createArrayNode();
            value.forEach(one -> list.add(renamed(one, names)));
            return list;
        }
        if (!value.isObject()) {
            return value;
        }
        ObjectNode object = JSON.createObjectNode();
        value.forEachEntry((name, one) -> object.set(names.apply(name), renamed(one, names)));
        return object;
    }
}
