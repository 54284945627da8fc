package palimpsest.runtime.api;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/** What the signatures of controllers can't say of the API: its errors, the events of its streams, the window, and statuses other than 200. */
final class ApiDescription implements GlobalOpenApiCustomizer {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final String EVENT_STREAM = "text/event-stream";
    /** The status in the place of 200. */
    private static final Map<String, String> SUCCESS = Map.of("POST /api/agents", "201", "POST /api/conversations", "201",
            "POST /api/conversations/import", "201", "POST /api/runs/{id}/fork", "201", "POST /api/meta-memory/evolutions", "202",
            "POST /api/meta-memory/evolutions/{id}/resume", "202");
    private static final Set<String> UNPROCESSABLE = Set.of("POST /api/conversations/{id}/messages", "POST /api/conversations/{id}/documents",
            "POST /api/meta-memory/evolutions", "POST /api/meta-memory/evolutions/{id}/resume");

    @Override
    public void customise(OpenAPI api) {
        EventSchemas.all().forEach(api.getComponents()::addSchemas);
        AnswerSchemas.all().forEach(api.getComponents()::addSchemas);
        api.getComponents().addSchemas("InvalidField", object(Map.of("field", typed("string"), "message", typed("string")), "field", "message"));
        api.getComponents().addSchemas("Problem", object(Map.of("type", typed("string").format("uri"), "title", typed("string"), "status", typed("integer"),
                "detail", typed("string"), "errors", typed("array").items(reference("InvalidField"))), "type", "title", "status", "detail"));
        api.getComponents().addSchemas("OpenAiErrorDetail", object(Map.of("message", typed("string"), "type", typed("string"), "param", orNull("string"),
                "code", orNull("string")), "message", "type", "param", "code"));
        api.getComponents().addSchemas("OpenAiError", object(Map.of("error", reference("OpenAiErrorDetail")), "error"));
        api.getPaths().forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> describe(path, method, operation)));
        AnswerSchemas.answers().forEach((operation, answer) -> {
            String[] methodAndPath = operation.split(" ");
            response(api, methodAndPath[1], HttpMethod.valueOf(methodAndPath[0]), answer.status(), "application/json",
                    answer.list() ? typed("array").items(reference(answer.schema())) : reference(answer.schema()));
        });
        letOut(api);
        response(api, "/api/conversations/{id}/events", HttpMethod.GET, "200", EVENT_STREAM, reference(EventSchemas.EVENT));
        response(api, "/api/conversations/{id}/messages", HttpMethod.POST, "200", EVENT_STREAM, reference(EventSchemas.EVENT));
        response(api, "/api/conversations/{id}/messages", HttpMethod.POST, "202", "application/json", reference("AskedView"));
    }

    /** Whoever asks may leave out what may be null. */
    private static void letOut(OpenAPI api) {
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        Set<String> sent = new LinkedHashSet<>();
        api.getPaths().values().stream().flatMap(item -> item.readOperations().stream()).map(Operation::getRequestBody)
                .filter(body -> body != null && body.getContent() != null).flatMap(body -> body.getContent().values().stream())
                .map(MediaType::getSchema).forEach(schema -> collect(schema, schemas, sent));
        for (String name : sent) {
            Schema<?> schema = schemas.get(name);
            if (schema.getRequired() != null) {
                List<String> required = schema.getRequired().stream().filter(each -> !RecordSchemas.mayBeNull(schema.getProperties().get(each))).toList();
                schema.setRequired(required.isEmpty() ? null : required);
            }
        }
    }

    private static void collect(Schema<?> schema, Map<String, Schema> schemas, Set<String> names) {
        if (schema == null) {
            return;
        }
        String name = schema.get$ref() == null ? null : schema.get$ref().replace(SCHEMAS, "");
        if (name != null && schemas.containsKey(name) && names.add(name)) {
            collect(schemas.get(name), schemas, names);
        }
        collect(schema.getItems(), schemas, names);
        Stream.of(schema.getOneOf(), schema.getAnyOf(), schema.getAllOf()).filter(Objects::nonNull).flatMap(List::stream)
                .forEach(each -> collect(each, schemas, names));
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(each -> collect(each, schemas, names));
        }
    }

    private static void describe(String path, HttpMethod method, Operation operation) {
        String name = method + " " + path;
        ApiResponse ok = operation.getResponses().get("200");
        if (SUCCESS.containsKey(name) && ok != null) {
            operation.getResponses().remove("200");
            operation.getResponses().addApiResponse(SUCCESS.get(name), ok.description("Made or begun"));
        }
        if (name.equals("PUT /api/notes/{scope}/{owner}/note")) {
            operation.getResponses().addApiResponse("201", new ApiResponse().description("Made").content(ok == null ? null : ok.getContent()));
        }
        if (name.equals("POST /api/conversations/import")) {
            operation.setRequestBody(new RequestBody().required(true).content(content("application/json", new JsonSchema())));
        }
        boolean writes = method != HttpMethod.GET && method != HttpMethod.HEAD;
        for (String each : List.of("400 Invalid request", "401 Not authenticated", "403 Not allowed", "404 Not found", "429 Too many requests",
                "500 A fault of the runtime", "503 The database or the model did not answer; try again")) {
            error(path, operation, each);
        }
        if (operation.getRequestBody() != null) {
            error(path, operation, "413 Too large");
            error(path, operation, "415 Not this content type");
        }
        if (writes) {
            error(path, operation, "409 Not in this state, or overtaken");
        }
        if (writes && path.startsWith("/api/notes/")) {
            error(path, operation, "412 Note changed");
        }
        if (UNPROCESSABLE.contains(name)) {
            error(path, operation, "422 Something that it needs is missing");
        }
    }

    private static void error(String path, Operation operation, String statusAndMeaning) {
        boolean openAi = path.startsWith("/v1/");
        operation.getResponses().addApiResponse(statusAndMeaning.substring(0, 3), new ApiResponse().description(statusAndMeaning.substring(4))
                .content(content(openAi ? "application/json" : "application/problem+json", reference(openAi ? "OpenAiError" : "Problem"))));
    }

    private static void response(OpenAPI api, String path, HttpMethod method, String status, String type, Schema<?> schema) {
        PathItem item = api.getPaths().get(path);
        if (item == null) {
            return;
        }
        var responses = item.readOperationsMap().get(method).getResponses();
        ApiResponse known = responses.get(status);
        responses.addApiResponse(status, new ApiResponse().description(known == null ? "Begun" : known.getDescription()).content(content(type, schema)));
    }

    private static Content content(String type, Schema<?> schema) {
        return new Content().addMediaType(type, new MediaType().schema(schema));
    }

    private static Schema<?> object(Map<String, Schema<?>> properties, String... required) {
        Schema<?> object = typed("object");
        properties.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(property -> object.addProperty(property.getKey(), property.getValue()));
        return object.required(List.of(required));
    }

    private static Schema<?> typed(String type) {
        return new JsonSchema().types(new LinkedHashSet<>(Set.of(type)));
    }

    private static Schema<?> orNull(String type) {
        return new JsonSchema().types(new LinkedHashSet<>(List.of(type, "null")));
    }

    private static Schema<?> reference(String component) {
        return new JsonSchema().$ref(SCHEMAS + component);
    }
}
