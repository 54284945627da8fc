package palimpsest.runtime.endtoend;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds answers to the API's description. An object has no key that is not described, unless it is described by what it may be. */
final class DescribedAnswers {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> OPEN = List.of("oneOf", "anyOf", "allOf", "additionalProperties", "$ref");

    private final JsonNode paths;
    private final JsonNode components;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());

    /** @param api the OpenAPI document */
    DescribedAnswers(JsonNode api) {
        JsonNode closed = api.deepCopy();
        close(closed);
        this.paths = closed.get("paths");
        this.components = closed.get("components");
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("properties").isObject() && OPEN.stream().noneMatch(object::has)) {
            object.put("additionalProperties", false);
        }
        node.forEach(DescribedAnswers::close);
    }

    /** What of a JSON answer is not as described; empty when all is. @param path as the description writes it */
    List<String> faults(String method, String path, int status, String body) {
        JsonNode response = paths.path(path).path(method.toLowerCase(Locale.ROOT)).path("responses").path(String.valueOf(status));
        if (response.isMissingNode()) {
            return List.of(status + " is not described");
        }
        JsonNode content = response.path("content");
        JsonNode schema = content.path("application/json").path("schema");
        schema = schema.isMissingNode() ? content.path("*/*").path("schema") : schema;
        if (schema.isMissingNode()) {
            return body.isEmpty() ? List.of() : List.of("a body is not described");
        }
        return faults(schema, JSON.readTree(body));
    }

    /** What of a value is not as the component describes it. */
    List<String> faults(String component, JsonNode value) {
        return faults(JSON.createObjectNode().put("$ref", "#/components/schemas/" + component), value);
    }

    private List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", components);
        List<String> faults = new ArrayList<>();
        registry.getSchema(whole).validate(value).forEach(fault -> faults.add(fault.getInstanceLocation() + " " + fault.getMessage()));
        return faults;
    }
}
