package palimpsest.runtime.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server over HTTP that asks things of its client in the middle of a call, and ends the call once it was answered. */
class HttpServerRequestsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONG = Duration.ofSeconds(20);

    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private HttpServer http;
    private RemoteConnection connection;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/mcp", this::handle);
        http.start();
        connection = new RemoteConnection(new RemoteServer("asks", URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/mcp"), List.of(), Map.of(), Map.of(),
                List.of("ask"), false, List.of(), LONG), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        connection.close();
        http.stop(0);
    }

    @Test
    void what_it_asks_is_answered_and_its_call_ends() {
        String said = connection.call(ToolExecutionRequest.builder().id("1").name("ask").arguments("{}").build()).resultText();

        assertThat(said).contains("\"id\":\"text-1\",\"result\":{}", "\"result\":{\"roots\":[]}", "\"code\":-32601", "sampling/createMessage");
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode message = exchange.getRequestMethod().equals("POST") ? JSON.readTree(exchange.getRequestBody()) : JSON.createObjectNode();
        String id = message.path("id").toString();
        switch (message.path("method").asString("")) {
            case "initialize" -> json(exchange, id, "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"asks\",\"version\":\"1\"}}");
            case "tools/list" -> json(exchange, id, "{\"tools\":[{\"name\":\"ask\",\"description\":\"Asks.\",\"inputSchema\":{\"type\":\"object\"}}]}");
            case "tools/call" -> call(exchange, id);
            default -> {
                if (message.hasNonNull("id")) {
                    answers.add(message);
                }
                exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? 202 : 405, -1);
                exchange.close();
            }
        }
    }

    /** One request has the id of the call itself: ids of both sides are apart. */
    private void call(HttpExchange exchange, String id) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream events = exchange.getResponseBody()) {
            var told = new StringBuilder();
            for (String request : List.of("\"text-1\",\"method\":\"ping\"", id + ",\"method\":\"roots/list\"", "7,\"method\":\"sampling/createMessage\",\"params\":{}")) {
                event(events, "{\"jsonrpc\":\"2.0\",\"id\":" + request + "}");
                told.append(answers.poll(LONG.toSeconds(), TimeUnit.SECONDS));
            }
            event(events, "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":" + JSON.writeValueAsString(told.toString()) + "}]}}");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void event(OutputStream events, String message) throws IOException {
        events.write(("data: " + message + "\n\n").getBytes(StandardCharsets.UTF_8));
        events.flush();
    }

    private static void json(HttpExchange exchange, String id, String result) throws IOException {
        byte[] body = ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
