package palimpsest.runtime.model.wire;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tool specifications in the form in which an OpenAI-compatible server receives them. */
public final class WireTools {

    /** Where a specification keeps the tool file's own JSON, which then goes over the wire as it is. */
    static final String AS_WRITTEN = "palimpsest.wire.as-written";

    private WireTools() {
    }

    /**
     * The tools as they go over the wire: {@code {type: "function", function: {name, description, parameters}}}. A tool that
     * {@link ToolFile} read is given exactly as the file has it; for others the parameters are LangChain4j's schema, without
     * {@code strict} and without an empty {@code required}.
     */
    public static List<Map<String, Object>> toWire(List<ToolSpecification> tools) {
        var wire = new ArrayList<Map<String, Object>>(tools.size());
        for (ToolSpecification tool : tools) {
            wire.add(toWire(tool));
        }
        return wire;
    }

    private static Map<String, Object> toWire(ToolSpecification tool) {
        var wire = new LinkedHashMap<String, Object>();
        if (tool.metadata().get(AS_WRITTEN) instanceof Map<?, ?> asWritten) {
            asWritten.forEach((key, value) -> wire.put((String) key, value));
            return wire;
        }
        var function = new LinkedHashMap<String, Object>();
        function.put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        function.put("parameters", parameters(tool));
        wire.put("type", "function");
        wire.put("function", function);
        return wire;
    }

    /** The JSON schema of a tool's parameters. */
    public static Map<String, Object> parameters(ToolSpecification tool) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", Map.of());
        if (tool.parameters() != null) {
            schema.putAll(JsonSchemaElementUtils.toMap(tool.parameters()));
            if (schema.get("required") instanceof List<?> required && required.isEmpty()) {
                schema.remove("required");
            }
        }
        return schema;
    }
}
