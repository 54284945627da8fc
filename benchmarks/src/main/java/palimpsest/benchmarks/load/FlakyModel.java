package palimpsest.benchmarks.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenAI-compatible model on 127.0.0.1 that takes 50 ms. It writes a note on a question that carries a mark ({@code Question Q-17}) and then answers it with
 * that mark. Of 100 requests two get status 429, two status 500, and two an answer that ends in its middle.
 */
final class FlakyModel implements AutoCloseable {

    static final Pattern MARK = Pattern.compile("Question (Q-\\d+)");
    static final long MILLISECONDS = 50;

    private static final int BACKLOG = 1024;
    private static final int OF = 100;
    private static final int TOO_MANY = 2;
    private static final int BROKEN = 4;
    private static final int CUT = 6;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final JsonMapper json = JsonMapper.builder().build();
    private final AtomicLong replies = new AtomicLong();
    private final Map<String, AtomicLong> faults = new ConcurrentHashMap<>();
    /** Guarded by itself. */
    private final Random random;

    FlakyModel(long seed) throws IOException {
        random = new Random(seed);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        http.setExecutor(threads);
        http.createContext("/v1/chat/completions", this::answer);
        http.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/v1";
    }

    /** How many requests failed in which way. */
    Map<String, Long> faults() {
        Map<String, Long> counted = new LinkedHashMap<>();
        for (String kind : List.of("429", "500", "cut")) {
            counted.put(kind, faults.containsKey(kind) ? faults.get(kind).get() : 0);
        }
        return counted;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = json.readTree(exchange.getRequestBody());
            Thread.sleep(MILLISECONDS);
            int drawn;
            synchronized (random) {
                drawn = random.nextInt(OF);
            }
            if (drawn < TOO_MANY) {
                count("429");
                exchange.getResponseHeaders().set("Retry-After", "1");
                send(exchange, 429, "{\"error\": {\"message\": \"too many requests\", \"type\": \"rate_limit_error\"}}");
            } else if (drawn < BROKEN) {
                count("500");
                send(exchange, 500, "{\"error\": {\"message\": \"out of order\", \"type\": \"server_error\"}}");
            } else {
                reply(exchange, request, drawn < CUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reply(HttpExchange exchange, JsonNode request, boolean cut) throws IOException {
        boolean stream = request.path("stream").asBoolean(false);
        String whole = stream ? streamed(message(request)) : body(message(request));
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        if (cut) {
            count("cut");
        }
        exchange.getResponseBody().write(cut ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
    }

    private void count(String kind) {
        faults.computeIfAbsent(kind, key -> new AtomicLong()).incrementAndGet();
    }

    /** The question asked last, with what was done on it since. */
    private Map<String, Object> message(JsonNode request) {
        JsonNode messages = request.path("messages");
        String mark = "";
        for (JsonNode message : messages) {
            Matcher found = MARK.matcher(message.path("content").asString(""));
            if (message.path("role").asString().equals("user") && found.find()) {
                mark = found.group(1);
            }
        }
        boolean noted = messages.get(messages.size() - 1).path("role").asString().equals("tool");
        if (!offers(request, "finish")) {
            return map("role", "assistant", "content", "Answer to " + mark + ".");
        }
        return noted || !offers(request, "note") ? call("finish", map("answer", "Answer to " + mark + "."))
                : call("note", map("key", mark, "summary", "The question " + mark + " was asked.", "content", "Nothing more."));
    }

    private static boolean offers(JsonNode request, String tool) {
        return request.path("tools").valueStream().anyMatch(offered -> offered.at("/function/name").asString().equals(tool));
    }

    private Map<String, Object> call(String tool, Map<String, Object> arguments) {
        return map("role", "assistant", "content", null, "tool_calls", List.of(map("id", "call_" + replies.incrementAndGet(), "type", "function",
                "function", map("name", tool, "arguments", json.writeValueAsString(arguments)))));
    }

    private String body(Map<String, Object> message) {
        return json.writeValueAsString(map("id", "reply-" + replies.incrementAndGet(), "object", "chat.completion", "created", 1, "model", "scripted",
                "choices", List.of(map("index", 0, "message", message, "finish_reason", reason(message))),
                "usage", map("prompt_tokens", 100, "completion_tokens", 10, "total_tokens", 110)));
    }

    private String streamed(Map<String, Object> message) {
        if (message.get("tool_calls") instanceof List<?> calls) {
            @SuppressWarnings("unchecked") var call = (Map<String, Object>) calls.getFirst();
            call.put("index", 0);
        }
        return part(message, null) + part(map(), reason(message)) + "data: [DONE]\n\n";
    }

    private String part(Map<String, Object> delta, String reason) {
        return "data: " + json.writeValueAsString(map("id", "reply-" + replies.get(), "object", "chat.completion.chunk", "created", 1, "model", "scripted",
                "choices", List.of(map("index", 0, "delta", delta, "finish_reason", reason)))) + "\n\n";
    }

    private static String reason(Map<String, Object> message) {
        return message.containsKey("tool_calls") ? "tool_calls" : "stop";
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
