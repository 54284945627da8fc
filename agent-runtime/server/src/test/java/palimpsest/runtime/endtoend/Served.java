package palimpsest.runtime.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.memory.testing.TestServer;
import palimpsest.runtime.app.PalimpsestApplication;
import palimpsest.runtime.wiring.BackgroundWork;
import palimpsest.runtime.wiring.EmbeddedDatabaseStart;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The application as {@code serve} starts it, on a free port and a PostgreSQL of its own (embedded, or a database for each
 * data directory on the {@link TestServer}), and a client for it. An embedded one begins with its tables, unless
 * {@link EmbeddedDatabaseStart#TEMPLATE} is given as empty.
 */
final class Served implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ServletWebServerApplicationContext context;
    private final String key;
    private final HttpClient http = HttpClient.newHttpClient();

    private Served(ServletWebServerApplicationContext context, String key) {
        this.context = context;
        this.key = key;
    }

    static Served start(Path data, Map<String, ?> properties) {
        var all = new LinkedHashMap<String, Object>(properties);
        all.putIfAbsent("server.port", 0);
        all.put("palimpsest.data-directory", data.toString());
        // said even when there is none: the environment of a developer may name a database that is no test's
        all.putIfAbsent(EmbeddedDatabaseStart.TEMPLATE, TestServer.configured().isPresent() ? "" : TestDatabase.packed());
        all.putIfAbsent("palimpsest.database.url", TestServer.configured().map(server -> server.database(data.toString())).orElse(""));
        String[] arguments = all.entrySet().stream().map(property -> "--" + property.getKey() + "=" + property.getValue()).toArray(String[]::new);
        var context = (ServletWebServerApplicationContext) PalimpsestApplication.builder(WebApplicationType.SERVLET).run(arguments);
        context.getBean(BackgroundWork.class).start();
        return new Served(context, null);
    }

    static JsonNode parse(String json) {
        return JSON.readTree(json);
    }

    /** A client of the same server that sends this key, and closes nothing. */
    Served as(String secret) {
        return new Served(context, secret);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    String url() {
        return "http://127.0.0.1:" + context.getWebServer().getPort();
    }

    /** An answer over HTTP. {@code conversation} is the one that the OpenAI-compatible API names. */
    record Answer(int status, String contentType, String body, String conversation, String requestId) {
        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer post(String path, Object body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** With further headers, given as name and value in turn. */
    Answer send(String method, String path, Object body, String... headers) throws IOException, InterruptedException {
        var publisher = body == null ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body instanceof String text ? text : JSON.writeValueAsString(body));
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json").method(method, publisher);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    /** The lines of an answer as they come. */
    Stream<String> lines(String path, Object body) throws IOException, InterruptedException {
        var request = request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofLines()).body();
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    /** Asks and waits for the stream of the run's events to end. */
    Answer ask(String conversation, String question) throws IOException, InterruptedException {
        return send(request("/api/conversations/" + conversation + "/messages").header("Content-Type", "application/json").header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(Map.of("content", question)))));
    }

    Answer upload(String conversation, String name, String text) throws IOException, InterruptedException {
        return upload(conversation, name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Without replacing what has the name. */
    Answer uploadBeside(String conversation, String name, String text) throws IOException, InterruptedException {
        return upload(conversation, "?keep=true", name, text.getBytes(StandardCharsets.UTF_8));
    }

    Answer upload(String conversation, String name, byte[] bytes) throws IOException, InterruptedException {
        return upload(conversation, "", name, bytes);
    }

    private Answer upload(String conversation, String query, String name, byte[] bytes) throws IOException, InterruptedException {
        String boundary = "----palimpsest-test";
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        return send(request("/api/conversations/" + conversation + "/documents" + query).header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.concat(HttpRequest.BodyPublishers.ofByteArray(head), HttpRequest.BodyPublishers.ofByteArray(bytes),
                        HttpRequest.BodyPublishers.ofByteArray(tail))));
    }

    String conversation() throws IOException, InterruptedException {
        return post("/api/conversations", Map.of()).json().get("id").asString();
    }

    /** The data of the first event of that name in a stream. */
    static JsonNode event(Answer stream, String name) {
        String[] blocks = stream.body().split("\n\n");
        for (String block : blocks) {
            if (block.contains("event:" + name + "\n")) {
                return JSON.readTree(block.substring(block.indexOf("data:") + "data:".length()));
            }
        }
        throw new AssertionError("no event " + name + " in " + stream.body());
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(url() + path));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""), response.body(),
                response.headers().firstValue("X-Palimpsest-Conversation").orElse(null), response.headers().firstValue("X-Request-Id").orElse(null));
    }

    @Override
    public void close() {
        http.close();
        context.close();
    }
}
