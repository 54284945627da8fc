package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every operation that the API describes, with values that nobody should send: what comes back is as described, and never a fault of the runtime. */
class ApiDescriptionIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    /** Encoded values of a parameter. */
    private static final List<String> BAD_PARAMETERS = List.of("%00", "a%00b", "%ff", "%ED%A0%80", "-1", "0", "99999999999999999999", "1e400", "x",
            "+1000000000-12-31T23:59:59Z".replace("+", "%2B"), "y".repeat(5000));
    private static final List<String> BAD_VALUES = List.of("\"a\\u0000b\"", "\"a\\ud800b\"", "{\"a\":1}", "[]", "[null]", "[[\"\\u0000\"]]", "true", "null", "-1",
            "99999999999999999999", "1e400", "\"\"", "\"x\"", "\"+1000000000-12-31T23:59:59.999999999Z\"", "\"" + "long ".repeat(4000) + "\"", "{\"\\u0000\":1}");
    private static final List<byte[]> BAD_BODIES = List.of(new byte[0], text("{"), text("[]"), text("\"text\""), text("null"), text("12"), text("{}"),
            new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'}, text("[".repeat(5000)), text("{\"a\":\"\\u0000\"}"));

    private static Served served;
    private static JsonNode api;
    private static DescribedAnswers description;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> faults = new ArrayList<>();
    private String conversation;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        served = Served.start(data, Map.of("palimpsest.embedding.enabled", "false"));
        api = served.get("/api/openapi").json();
        description = new DescribedAnswers(api);
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        served.close();
    }

    @Test
    void what_is_wrong_is_refused_as_described_by_every_operation() throws Exception {
        int operations = 0;
        for (String path : api.get("paths").propertyNames()) {
            for (String method : api.get("paths").get(path).propertyNames()) {
                if (METHODS.contains(method)) {
                    operations++;
                    walk(path, method, api.get("paths").get(path).get(method));
                }
            }
        }
        assertThat(operations).isGreaterThan(60);
        assertThat(faults).as("answers that are not as described").isEmpty();
    }

    /** The page's types are generated from the committed description: whoever changes the API writes it anew. */
    @Test
    void the_page_is_built_on_the_description_that_is_served() throws Exception {
        Path module = Path.of("").toAbsolutePath();
        while (module != null && !Files.isDirectory(module.resolve("web-ui"))) {
            module = module.getParent();
        }
        Assumptions.assumeTrue(module != null, "The sources of the page are not here");
        JsonNode served = ofThePage();
        Path fresh = Files.createDirectories(Path.of("target")).resolve("openapi.json").toAbsolutePath();
        Files.writeString(fresh, JSON.writer().with(SerializationFeature.INDENT_OUTPUT).with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .writeValueAsString(JSON.treeToValue(served, Object.class)).replace("\r\n", "\n") + "\n");
        JsonNode committed = JSON.readTree(Files.readString(module.resolve("web-ui/api/openapi.json")));
        assertThat(JSON.treeToValue(committed, Object.class)).as("The API has changed: copy %s to web-ui/api/openapi.json and run npm run check there", fresh)
                .isEqualTo(JSON.treeToValue(JSON.readTree(served.toString()), Object.class));
    }

    /** Paths of the page's API, what they give when they succeed, and the schemas of that. */
    private static JsonNode ofThePage() {
        ObjectNode whole = (ObjectNode) api.deepCopy();
        ObjectNode description = JSON.createObjectNode();
        description.set("openapi", whole.get("openapi"));
        description.putObject("info").put("title", whole.get("info").get("title").asString()).put("version", "");
        description.set("paths", whole.get("paths"));
        ObjectNode paths = (ObjectNode) description.get("paths");
        paths.propertyNames().stream().filter(path -> !path.startsWith("/api/")).toList().forEach(paths::remove);
        paths.forEach(item -> item.forEach(operation -> {
            ObjectNode responses = (ObjectNode) operation.get("responses");
            responses.propertyNames().stream().filter(status -> !status.startsWith("2")).toList().forEach(responses::remove);
        }));
        ObjectNode schemas = (ObjectNode) whole.get("components").get("schemas");
        description.putObject("components").set("schemas", schemas);
        Set<String> used = new HashSet<>();
        collect(paths, schemas, used);
        schemas.propertyNames().stream().filter(name -> !used.contains(name)).toList().forEach(schemas::remove);
        return description;
    }

    private static void collect(JsonNode node, JsonNode schemas, Set<String> used) {
        String reference = node.path("$ref").asString("");
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        if (!name.isEmpty() && used.add(name)) {
            assertThat(schemas.has(name)).as("schema %s is described", name).isTrue();
            collect(schemas.get(name), schemas, used);
        }
        node.forEach(child -> collect(child, schemas, used));
    }

    @Test
    void a_refused_value_is_named_by_its_path() throws Exception {
        String made = served.conversation();
        refused("/api/agents", "{\"name\":\"a\",\"window\":\"big\"}", "window");
        refused("/api/memory/turns", "{\"subject\":\"s\",\"conversation\":\"c\",\"turns\":[{\"seq\":1,\"speaker\":\"a\",\"text\":\"b\\u0000\"}]}", "turns[0].text");
        refused("/api/conversations/" + made + "/messages", "{\"content\":\"password\\u0000policy\"}", "content");
        assertThat(served.get("/api/conversations/" + made + "/messages").json()).as("nothing is recorded of what was refused").isEmpty();
        assertThat(served.get("/api/conversations/" + made).json().get("status").asString()).isEqualTo("idle");
    }

    @Test
    void what_is_answered_in_a_conversation_is_as_described() throws Exception {
        String made = "/api/conversations/" + asDescribed("POST", "/api/conversations", "/api/conversations", Map.of("title", "Harbour")).get("id").asString();
        JsonNode document = held("POST", "/api/conversations/{id}/documents",
                served.upload(made.substring(made.lastIndexOf('/') + 1), "harbour.txt", "The harbour master is called Wilma Krull.\n\nThe crane is yellow.")).at("/documents/0");
        var stream = served.ask(made.substring(made.lastIndexOf('/') + 1), "Who is the harbour master?");
        int events = 0;
        for (String block : stream.body().split("\n\n")) {
            Map<String, String> fields = new LinkedHashMap<>();
            block.lines().filter(line -> line.contains(":") && !line.startsWith(":")).forEach(line -> fields.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
            if (fields.containsKey("data")) {
                events++;
                Map<String, Object> event = new LinkedHashMap<>(Map.of("event", fields.get("event"), "data", JSON.readTree(fields.get("data"))));
                if (fields.containsKey("id")) {
                    event.put("id", Long.parseLong(fields.get("id")));
                }
                assertThat(description.faults("Event", JSON.valueToTree(event))).as(block).isEmpty();
            }
        }
        assertThat(events).isGreaterThan(5);
        for (String part : List.of("", "/messages", "/window", "/notes", "/runs", "/ledger", "/documents")) {
            if (api.get("paths").path("/api/conversations/{id}" + part).has("get")) {
                asDescribed("GET", "/api/conversations/{id}" + part, made + part, null);
            }
        }
        String run = asDescribed("GET", "/api/conversations/{id}/runs", made + "/runs", null).get(0).get("id").asString();
        for (String path : api.get("paths").propertyNames()) {
            String address = path.replace("/api/runs/{id}", "/api/runs/" + run).replace("/api/documents/{id}", "/api/documents/" + document.get("id").asString())
                    .replace("/api/conversations/{id}", made);
            boolean whole = api.get("paths").get(path).has("get") && !address.contains("{") && !path.endsWith("/events") && !path.endsWith("/export");
            Served.Answer answer = whole ? served.get(address) : null;
            // Some ask for parameters; those are for the walk above.
            if (answer != null && answer.status() < 300) {
                held("GET", path, answer);
                held.add(path);
            }
        }
        assertThat(held).as("operations that need no parameters").hasSizeGreaterThan(20);
        asDescribed("GET", "/api/search", "/api/search?q=harbour", null);
        asDescribed("POST", "/v1/chat/completions", "/v1/chat/completions", Map.of("model", "default", "messages", List.of(Map.of("role", "user", "content", "hello"))));
        assertThat(faults).as("answers that are not as described").isEmpty();
    }

    private final Set<String> held = new LinkedHashSet<>();

    private JsonNode asDescribed(String method, String path, String address, Object body) throws Exception {
        return held(method, path, served.send(method, address, body));
    }

    private JsonNode held(String method, String path, Served.Answer answer) {
        assertThat(answer.status()).as(method + " " + path + ": " + answer.body()).isLessThan(300);
        description.faults(method, path, answer.status(), answer.body()).forEach(fault -> faults.add(method + " " + path + ": " + fault + ": " + shown(answer.body())));
        return answer.json();
    }

    @Test
    void text_that_cannot_be_stored_is_refused_in_paths_queries_headers_and_names_of_files() throws Exception {
        String made = served.conversation();
        String documents = "/api/conversations/" + made + "/documents";
        assertInvalid(upload(documents, "filename*=UTF-8''a%00b.txt"), "U+0000 as an escape");
        assertInvalid(upload(documents, "filename=\"a\0b.txt\""), "U+0000 as it is");
        assertThat(served.get(documents).json()).as("nothing is stored of it").isEmpty();
        assertThat(upload(documents, "filename*=UTF-8''gr%C3%B6%C3%9Fe.txt").body()).contains("größe.txt");
        for (String bad : List.of("%00", "a%00b", "%ED%A0%80", "%ff")) {
            for (String path : List.of("/api/notes/user/" + bad, "/api/search?q=" + bad, "/api/conversations/" + bad)) {
                assertInvalid(HTTP.send(HttpRequest.newBuilder(URI.create(served.url() + path)).build(), HttpResponse.BodyHandlers.ofString()), path);
            }
        }
    }

    private static HttpResponse<String> upload(String path, String filename) throws Exception {
        String body = "--b\r\nContent-Disposition: form-data; name=\"files\"; " + filename + "\r\nContent-Type: text/plain\r\n\r\ntext of the file\r\n--b--\r\n";
        return HTTP.send(HttpRequest.newBuilder(URI.create(served.url() + path)).header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertInvalid(HttpResponse<String> answer, String what) {
        assertThat(answer.statusCode()).as(what + ": " + answer.body()).isEqualTo(400);
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("type").asString()).as(what).isEqualTo("urn:palimpsest:problem:invalid-request");
        assertThat(problem.at("/errors/0/field").asString()).as(what).isNotEmpty();
        assertThat(problem.at("/errors/0/message").asString()).as(what).isNotEmpty();
    }

    private static void refused(String path, String body, String field) throws Exception {
        var answer = served.send("POST", path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    @SuppressWarnings("unchecked")
    private void walk(String path, String method, JsonNode operation) throws Exception {
        conversation = served.conversation();
        Map<String, String> inPath = new LinkedHashMap<>();
        Map<String, String> inQuery = new LinkedHashMap<>();
        for (JsonNode parameter : operation.path("parameters")) {
            String name = parameter.get("name").asString();
            switch (parameter.get("in").asString()) {
                case "path" -> inPath.put(name, path.startsWith("/api/conversations/{" + name + "}") ? conversation : usual(parameter.path("schema")));
                case "query" -> {
                    if (parameter.path("required").asBoolean(false) || name.equals("follow")) {
                        inQuery.put(name, name.equals("follow") ? "false" : usual(parameter.path("schema")));
                    }
                }
                default -> { }
            }
        }
        JsonNode schema = operation.path("requestBody").path("content").path("application/json").path("schema");
        boolean takesJson = !schema.isMissingNode();
        byte[] body = takesJson ? JSON.writeValueAsBytes(sample(schema, 0)) : null;
        for (JsonNode parameter : operation.path("parameters")) {
            String name = parameter.get("name").asString();
            for (String bad : BAD_PARAMETERS) {
                Map<String, String> paths = new LinkedHashMap<>(inPath);
                Map<String, String> queries = new LinkedHashMap<>(inQuery);
                if (parameter.get("in").asString().equals("header") || paths.containsKey(name) && bad.length() > 1000) {
                    continue;
                }
                (paths.containsKey(name) ? paths : queries).put(name, bad);
                send(path, method, operation, paths, queries, body);
            }
        }
        if (takesJson) {
            for (JsonNode required : resolved(schema).path("required")) {
                Map<String, Object> without = new LinkedHashMap<>((Map<String, Object>) sample(schema, 0));
                without.remove(required.asString());
                byte[] lacking = JSON.writeValueAsBytes(without);
                if (send(path, method, operation, inPath, inQuery, lacking) < 400) {
                    faults.add("taken without what is required: " + method + " " + path + " " + required.asString());
                }
            }
            for (byte[] bad : BAD_BODIES) {
                send(path, method, operation, inPath, inQuery, bad);
            }
            for (byte[] bad : mutants(schema)) {
                send(path, method, operation, inPath, inQuery, bad);
            }
        }
        if (operation.path("parameters").isEmpty() && !takesJson) {
            send(path, method, operation, inPath, inQuery, null);
        }
    }

    private int send(String path, String method, JsonNode operation, Map<String, String> paths, Map<String, String> queries, byte[] body) throws Exception {
        String address = path;
        for (var value : paths.entrySet()) {
            address = address.replace("{" + value.getKey() + "}", value.getValue());
        }
        var query = queries.entrySet().stream().map(value -> value.getKey() + "=" + value.getValue()).toList();
        String target = address + (query.isEmpty() ? "" : "?" + String.join("&", query));
        String what = method.toUpperCase(Locale.ROOT) + " " + shown(target) + (body == null ? "" : " " + shown(new String(body, StandardCharsets.ISO_8859_1)));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(served.url() + target)).timeout(Duration.ofSeconds(60))
                .method(method.toUpperCase(Locale.ROOT), body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<InputStream> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        String type = response.headers().firstValue("Content-Type").orElse("");
        String text;
        try (InputStream in = response.body()) {
            text = type.startsWith("text/event-stream") ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        judge(path, operation, response.statusCode(), type, text, what);
        return response.statusCode();
    }

    private void judge(String path, JsonNode operation, int status, String type, String text, String what) {
        String told = what + " -> " + status + " " + shown(text);
        if (status >= 500) {
            faults.add("a fault: " + told);
            return;
        }
        JsonNode described = operation.path("responses").path(String.valueOf(status));
        if (described.isMissingNode()) {
            faults.add("not described: " + told);
            return;
        }
        if (status < 400) {
            if (!type.startsWith("text/event-stream") && !path.contains("/export")) {
                description.faults(what.substring(0, what.indexOf(' ')), path, status, text).forEach(fault -> faults.add("not as described: " + fault + ": " + told));
            }
            return;
        }
        JsonNode body;
        try {
            body = JSON.readTree(text);
        } catch (tools.jackson.core.JacksonException e) {
            faults.add("no JSON: " + told);
            return;
        }
        if (path.startsWith("/v1/")) {
            if (body.path("error").path("message").asString("").isEmpty() || body.path("error").path("type").asString("").isEmpty()) {
                faults.add("not OpenAI's shape: " + told);
            }
        } else if (!type.startsWith("application/problem+json") || !body.path("type").asString("").startsWith("urn:palimpsest:problem:")) {
            faults.add("no problem: " + told);
        } else if (body.get("type").asString().endsWith(":invalid-request")) {
            JsonNode first = body.path("errors").path(0);
            if (first.path("field").asString("").isEmpty() || first.path("message").asString("").isEmpty()) {
                faults.add("no errors[]: " + told);
            }
        }
    }

    /** The body with one of its values, or of the values in those, put out of form. */
    private static List<byte[]> mutants(JsonNode schema) {
        List<byte[]> mutants = new ArrayList<>();
        JsonNode real = resolved(schema);
        for (String name : real.path("properties").propertyNames()) {
            for (String bad : BAD_VALUES) {
                mutants.add(with(sample(schema, 0), name, bad));
            }
            JsonNode items = resolved(resolved(real.get("properties").get(name)).path("items"));
            for (String inner : items.path("properties").propertyNames()) {
                for (String bad : BAD_VALUES) {
                    mutants.add(with(sample(schema, 0), name, "[" + new String(with(sample(items, 1), inner, bad), StandardCharsets.UTF_8) + "]"));
                }
            }
        }
        return mutants;
    }

    /** Written by hand, as no mapper writes lone surrogates or numbers without end. */
    private static byte[] with(Object sample, String name, String value) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(text("{" + JSON.writeValueAsString(name) + ":" + value));
        if (sample instanceof Map<?, ?> object) {
            object.forEach((key, each) -> {
                if (!key.equals(name)) {
                    out.writeBytes(text("," + JSON.writeValueAsString(key) + ":" + JSON.writeValueAsString(each)));
                }
            });
        }
        out.writeBytes(text("}"));
        return out.toByteArray();
    }

    private static Object sample(JsonNode schema, int depth) {
        JsonNode real = resolved(schema);
        return switch (type(real)) {
            case "object" -> {
                Map<String, Object> object = new LinkedHashMap<>();
                if (depth < 3) {
                    for (String name : real.path("properties").propertyNames()) {
                        object.put(name, sample(real.get("properties").get(name), depth + 1));
                    }
                }
                yield object;
            }
            case "array" -> depth < 3 ? List.of(sample(real.path("items"), depth + 1)) : List.of();
            case "integer" -> 1;
            case "number" -> 0.5;
            case "boolean" -> true;
            default -> usual(real);
        };
    }

    private static String usual(JsonNode schema) {
        JsonNode real = resolved(schema);
        if (real.has("enum")) {
            return real.get("enum").get(0).asString();
        }
        return switch (real.path("format").asString("")) {
            case "uuid" -> new UUID(1, 2).toString();
            case "date-time" -> "2026-01-31T09:00:00Z";
            default -> switch (type(real)) {
                case "integer", "number" -> "1";
                case "boolean" -> "true";
                case "array" -> usual(real.path("items"));
                default -> "x";
            };
        };
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.get(0).asString() : type.asString("");
    }

    private static JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        return reference.isEmpty() ? schema : api.get("components").get("schemas").get(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String shown(String text) {
        return text.length() > 250 ? text.substring(0, 250) + "…" : text;
    }
}
