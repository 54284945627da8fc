package palimpsest.runtime.model.wire;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tools as the strictest provider takes them: the parameters are an object schema without alternatives at its top, every array says what it
 * holds, what is required is described, and properties have allowed names. A tool of that form stays as it is.
 */
public final class ProviderTools {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** OpenAI takes descriptions of at most 1024 characters. */
    private static final int LONGEST_DESCRIPTION = 1024;
    private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf", "allOf", "not", "enum", "const");

    private ProviderTools() {}

    /** The names of all properties that the tool's schema describes, at any depth. */
    public static Set<String> properties(ToolSpecification tool) {
        Set<String> names = new LinkedHashSet<>();
        PropertyNames.renamed(WireTools.toWire(List.of(tool)).getFirst().get("function") instanceof Map<?, ?> function ? function.get("parameters") : null, name -> {
            names.add(name);
            return name;
        });
        return names;
    }

    /**
     * The tool under this name.
     *
     * @param properties the allowed name of a property
     */
    public static ToolSpecification mended(ToolSpecification tool, String name, UnaryOperator<String> properties) {
        var definition = WireTools.toWire(List.of(tool)).getFirst();
        if (!(definition.get("function") instanceof Map<?, ?> given)) {
            return tool;
        }
        Map<String, Object> function = copy(given);
        function.put("name", name);
        if (function.get("description") instanceof String description && description.length() > LONGEST_DESCRIPTION) {
            function.put("description", cut(description));
        }
        if (given.containsKey("parameters")) {
            Map<String, Object> parameters = parameters(given.get("parameters") instanceof Map<?, ?> schema ? copy(schema) : new LinkedHashMap<>());
            function.put("parameters", PropertyNames.renamed(parameters, properties));
        }
        if (function.equals(given)) {
            return tool;
        }
        Map<String, Object> mended = new LinkedHashMap<>(definition);
        mended.put("function", function);
        return ToolFile.tool(JSON.writeValueAsString(mended));
    }

    private static String cut(String description) {
        int end = LONGEST_DESCRIPTION - 1;
        return description.substring(0, Character.isHighSurrogate(description.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** The properties of all alternatives, which the tool itself tells apart. */
    private static Map<String, Object> parameters(Map<String, Object> schema) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (schema.get("properties") instanceof Map<?, ?> given) {
            properties.putAll(copy(given));
        }
        for (String alternative : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.get(alternative) instanceof List<?> choices) {
                choices.stream().filter(choice -> choice instanceof Map<?, ?> one && one.get("properties") instanceof Map<?, ?>)
                        .forEach(choice -> copy((Map<?, ?>) ((Map<?, ?>) choice).get("properties")).forEach(properties::putIfAbsent));
            }
        }
        ALTERNATIVES.forEach(schema::remove);
        if (!"object".equals(schema.get("type"))) {
            schema.put("type", "object");
        }
        properties.replaceAll((property, described) -> described(described));
        schema.put("properties", properties);
        if (schema.get("required") instanceof List<?> required) {
            schema.put("required", required.stream().filter(properties::containsKey).toList());
        }
        return schema;
    }

    /** A schema in which every array says what it holds. */
    private static Object described(Object schema) {
        if (schema instanceof List<?> several) {
            return several.stream().map(ProviderTools::described).toList();
        }
        if (!(schema instanceof Map<?, ?> given)) {
            return schema;
        }
        Map<String, Object> described = copy(given);
        for (String holder : List.of("properties", "$defs", "definitions")) {
            if (described.get(holder) instanceof Map<?, ?> named) {
                Map<String, Object> each = copy(named);
                each.replaceAll((name, one) -> described(one));
                described.put(holder, each);
            }
        }
        for (String holder : List.of("items", "anyOf", "oneOf", "allOf", "additionalProperties")) {
            described.computeIfPresent(holder, (key, one) -> described(one));
        }
        if (isArray(described.get("type")) && !described.containsKey("items")) {
            described.put("items", Map.of());
        }
        return described;
    }

    private static boolean isArray(Object type) {
        return "array".equals(type) || type instanceof List<?> types && types.contains("array");
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }
}
