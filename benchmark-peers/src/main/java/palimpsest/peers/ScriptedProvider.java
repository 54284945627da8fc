package palimpsest.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenAI-compatible model in a process of its own: after a question it calls the tool {@code tide}, after the tool's result it answers. It prints its base
 * URL, and ends when its standard input does.
 */
public final class ScriptedProvider {

    private static final int BACKLOG = 1024;
    private static final String CALL = "tide_call_";

    private final long milliseconds;
    private final AtomicLong calls = new AtomicLong();
    private final JsonMapper json = JsonMapper.builder().build();

    private ScriptedProvider(long milliseconds) {
        this.milliseconds = milliseconds;
    }

    /** @param arguments milliseconds that each answer takes */
    public static void main(String[] arguments) throws IOException {
        var provider = new ScriptedProvider(Long.parseLong(arguments[0]));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", provider::answer);
        server.start();
        System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
        while (System.in.read() >= 0) {
            // Whoever started it is there.
        }
        System.exit(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode messages = json.readTree(exchange.getRequestBody()).path("messages");
            Thread.sleep(milliseconds);
            byte[] body = body(isAnswered(messages)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a call of its own stands answered behind the last question: a runtime may have put results of calls that it made itself there, too. */
    private static boolean isAnswered(JsonNode messages) {
        for (int i = messages.size() - 1; i >= 0 && !messages.get(i).path("role").asString().equals("user"); i--) {
            if (messages.get(i).path("tool_call_id").asString("").startsWith(CALL)) {
                return true;
            }
        }
        return false;
    }

    private String body(boolean answered) {
        long id = calls.incrementAndGet();
        String message = answered ? """
                {"role": "assistant", "content": "The tide stands at 1.4 m."}, "finish_reason": "stop"\
                """ : """
                {"role": "assistant", "content": null, "tool_calls": [{"id": "%s", "type": "function",
                "function": {"name": "tide", "arguments": "{\\"place\\": \\"north quay\\"}"}}]}, "finish_reason": "tool_calls"\
                """.formatted(CALL + id);
        return """
                {"id": "answer-%d", "object": "chat.completion", "created": 1, "model": "scripted", "choices": [{"index": 0, "message": %s}],
                "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}}""".formatted(id, message);
    }
}
