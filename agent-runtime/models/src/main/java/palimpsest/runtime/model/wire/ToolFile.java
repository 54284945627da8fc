package palimpsest.runtime.model.wire;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of tools in OpenAI's form, {@code [{"type": "function", "function": {"name", "description", "parameters"}}]}, such as a
 * trained checkpoint comes with. An OpenAI-compatible server receives each tool exactly as the file has it.
 */
public final class ToolFile {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ToolFile() {
    }

    /**
     * Reads the tools of a file, in its order.
     *
     * @throws IllegalArgumentException if the file can't be read or isn't of that form; the message says where
     */
    public static List<ToolSpecification> read(Path file) {
        try {
            return parse(Files.readString(file), "The tool file " + file);
        } catch (IOException e) {
            throw new IllegalArgumentException("The tool file " + file + " can't be read (" + e.getClass().getSimpleName()
                    + "): check the path and its rights", e);
        }
    }

    /** Reads the tools from JSON text; {@code source} names it in error messages. */
    static List<ToolSpecification> parse(String json, String source) {
        List<Map<String, Object>> entries;
        try {
            entries = JSON.readValue(json, new TypeReference<>() { });
        } catch (JacksonException e) {
            throw new IllegalArgumentException(source + " isn't a JSON list of tools: " + e.getOriginalMessage(), e);
        }
        if (entries == null || entries.isEmpty()) {
            throw new IllegalArgumentException(source + " holds no tool: it must be a list with at least one");
        }
        var names = new LinkedHashSet<String>();
        return IntStream.range(0, entries.size()).mapToObj(i -> {
            ToolSpecification tool = tool(entries.get(i), source + ", tool " + (i + 1));
            if (!names.add(tool.name())) {
                throw new IllegalArgumentException(source + " holds two tools with the name " + tool.name());
            }
            return tool;
        }).toList();
    }

    /**
     * One tool of that form.
     *
     * @throws IllegalArgumentException if it isn't of that form; the message says why
     */
    public static ToolSpecification tool(String json) {
        return parse("[" + json + "]", "The definition").getFirst();
    }

    private static ToolSpecification tool(Map<String, Object> entry, String where) {
        if (entry == null || !(entry.get("function") instanceof Map<?, ?> function)) {
            throw new IllegalArgumentException(where + " has no \"function\" object");
        }
        if (!(function.get("name") instanceof String name) || name.isBlank()) {
            throw new IllegalArgumentException(where + " has no \"name\"");
        }
        var tool = ToolSpecification.builder().name(name).metadata(Map.of(WireTools.AS_WRITTEN, entry));
        if (function.get("description") instanceof String description) {
            tool.description(description);
        }
        return switch (function.get("parameters")) {
            case null -> tool.build();
            case Map<?, ?> schema -> tool.parameters(parameters(schema, where)).build();
            case Object other -> throw new IllegalArgumentException(where + " has \"parameters\" that are no JSON schema: " + other);
        };
    }

    /** As written, with its references to where LangChain4j puts definitions. */
    private static String atDefinitions(Object schema) {
        return JSON.writeValueAsString(schema).replace("\"$ref\":\"#/definitions/", "\"$ref\":\"#/$defs/");
    }

    /** For providers with a form of their own: the outer object in LangChain4j's terms, each property's schema as written. */
    private static JsonObjectSchema parameters(Map<?, ?> schema, String where) {
        var parameters = JsonObjectSchema.builder();
        if (schema.get("description") instanceof String description) {
            parameters.description(description);
        }
        var properties = new LinkedHashMap<String, JsonSchemaElement>();
        if (schema.get("properties") instanceof Map<?, ?> written) {
            written.forEach((name, property) ->
                    properties.put((String) name, JsonRawSchema.from(atDefinitions(property))));
        }
        parameters.addProperties(properties);
        if (schema.get("required") instanceof List<?> required) {
            if (!properties.keySet().containsAll(required)) {
                throw new IllegalArgumentException(where + " requires parameters that it doesn't describe: " + required);
            }
            parameters.required(required.stream().map(Objects::toString).toList());
        }
        // What references in the properties lead to.
        for (String place : List.of("$defs", "definitions")) {
            if (schema.get(place) instanceof Map<?, ?> written) {
                var definitions = new LinkedHashMap<String, JsonSchemaElement>();
                written.forEach((name, definition) -> definitions.put((String) name, JsonRawSchema.from(atDefinitions(definition))));
                parameters.definitions(definitions);
            }
        }
        if (schema.get("additionalProperties") instanceof Boolean additional) {
            parameters.additionalProperties(additional);
        }
        return parameters.build();
    }
}
