package palimpsest.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A model endpoint on 127.0.0.1 that answers from a script and keeps what it was asked.
 *
 * <p>It speaks OpenAI chat completions ({@code /v1/chat/completions}, {@code /v1/models}), Anthropic messages
 * ({@code /v1/messages}) and Ollama chat ({@code /api/chat}), as a stream where that is asked for. One script serves all three: each request
 * takes the next answer, or what {@link #otherwise} computes once the script is used up. Without that, a request past the end
 * gets status 400 and a message that says so. A request that the strictest of the providers would refuse ({@link RequestRules}) gets status 400
 * too, takes no answer of the script, and fails the test when the server is closed.
 */
public final class ScriptedModelServer implements AutoCloseable {

    /** One server may serve many tests: each is asked after each of them. */
    private static final Set<ScriptedModelServer> OPEN = ConcurrentHashMap.newKeySet();

    private final HttpServer http;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ArrayDeque<Function<RecordedRequest, Answer>> script = new ArrayDeque<>();
    private final List<RecordedRequest> requests = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Function<RecordedRequest, Answer> otherwise =
            request -> Answer.Status.of(400, "the script of this server has no further answer");
    private int replies;

    private ScriptedModelServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        http.setExecutor(handlers);
        for (Dialect dialect : Dialect.values()) {
            http.createContext(dialect.path, exchange -> serve(exchange, dialect));
        }
        http.createContext("/v1/models", exchange -> {
            try (exchange) {
                send(exchange, 200, Map.of("Content-Type", "application/json"), bytes(Json.write(Json.object("object", "list",
                        "data", List.of(Json.object("id", "scripted", "object", "model", "owned_by", "palimpsest"))))));
            }
        });
        http.start();
        OPEN.add(this);
    }

    /** All that were started and not closed. */
    static Set<ScriptedModelServer> open() {
        return Set.copyOf(OPEN);
    }

    /** Starts a server on a free port. */
    public static ScriptedModelServer start() {
        try {
            return new ScriptedModelServer();
        } catch (IOException e) {
            throw new UncheckedIOException("The scripted model server could not listen on 127.0.0.1", e);
        }
    }

    /** The address without a path, for Ollama: {@code http://127.0.0.1:PORT}. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** The base URL for OpenAI and Anthropic: {@code http://127.0.0.1:PORT/v1}. */
    public String baseUrl() {
        return address() + "/v1";
    }

    /** Appends answers to the script. */
    public synchronized ScriptedModelServer answers(Answer... answers) {
        for (Answer answer : answers) {
            script.add(request -> answer);
        }
        return this;
    }

    /** Appends an answer that is computed from the request that it answers. */
    public synchronized ScriptedModelServer answersWith(Function<RecordedRequest, Answer> answer) {
        script.add(answer);
        return this;
    }

    /** Computes every answer after the script's end. */
    public synchronized ScriptedModelServer otherwise(Function<RecordedRequest, Answer> answer) {
        otherwise = answer;
        return this;
    }

    /** Every chat request so far, in the order of arrival, whatever became of it. */
    public synchronized List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    /** Answers of the script that nobody has asked for yet. */
    public synchronized int waiting() {
        return script.size();
    }

    /** The latest chat request. */
    public synchronized RecordedRequest lastRequest() {
        if (requests.isEmpty()) {
            throw new IllegalStateException("No request has reached the scripted model server");
        }
        return requests.getLast();
    }

    /** What was wrong with requests since this was asked last; it counts as seen then. */
    public synchronized List<String> violations() {
        List<String> seen = List.copyOf(violations);
        violations.clear();
        return seen;
    }

    /**
     * Ends the server: silent connections are closed, delays are cut short.
     *
     * @throws AssertionError when it got a request that a provider would refuse, and nobody asked for the {@link #violations}
     */
    @Override
    public void close() {
        closing.countDown();
        http.stop(0);
        handlers.shutdownNow();
        OPEN.remove(this);
        List<String> unseen = violations();
        if (!unseen.isEmpty()) {
            throw new AssertionError("Requests that a provider refuses:\n" + String.join("\n", unseen));
        }
    }

    private synchronized void refuse(Dialect dialect, List<String> problems) {
        violations.add(dialect + ": " + String.join("; ", problems));
    }

    private void serve(HttpExchange exchange, Dialect dialect) {
        try (exchange) {
            RecordedRequest request = record(exchange);
            List<String> problems = RequestRules.problems(dialect, request.body());
            if (!problems.isEmpty()) {
                refuse(dialect, problems);
                send(exchange, 400, Map.of("Content-Type", "application/json"), bytes(Json.error("This request is not valid here: " + String.join("; ", problems))));
                return;
            }
            carryOut(next(request), exchange, dialect, request.body().path("stream").asBoolean(false));
        } catch (IOException clientLeft) {
            // The client timed out or hung up, which is what some tests are about.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RecordedRequest record(HttpExchange exchange) throws IOException {
        var headers = new TreeMap<String, List<String>>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        String raw = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var request = new RecordedRequest(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers, raw,
                Json.parse(raw));
        synchronized (this) {
            requests.add(request);
        }
        return request;
    }

    private Answer next(RecordedRequest request) {
        Function<RecordedRequest, Answer> answer;
        synchronized (this) {
            answer = script.isEmpty() ? otherwise : script.poll();
        }
        try {
            return answer.apply(request);
        } catch (RuntimeException | AssertionError e) {
            return Answer.Status.of(400, "the scripted answer failed: " + e);
        }
    }

    private void carryOut(Answer answer, HttpExchange exchange, Dialect dialect, boolean stream) throws IOException, InterruptedException {
        switch (answer) {
            case Answer.Reply reply when stream -> stream(exchange, dialect, parts(reply, dialect), Integer.MAX_VALUE, null);
            case Answer.Reply reply -> send(exchange, 200, Map.of("Content-Type", "application/json"), body(reply, dialect));
            case Answer.Status status -> send(exchange, status.status(), status.headers(), bytes(status.body()));
            case Answer.HalfThenClose half when stream -> {
                List<String> parts = parts(half.reply(), dialect);
                stream(exchange, dialect, parts.subList(0, parts.size() / 2), Integer.MAX_VALUE, null);
            }
            case Answer.HalfThenClose half -> sendHalf(exchange, body(half.reply(), dialect));
            case Answer.HalfThenSilence half when stream -> {
                List<String> parts = parts(half.reply(), dialect);
                stream(exchange, dialect, parts, parts.size() / 2, closing);
            }
            case Answer.HalfThenSilence half -> {
                sendHalf(exchange, body(half.reply(), dialect));
                closing.await();
            }
            case Answer.ErrorInside inside when stream -> {
                List<String> parts = new ArrayList<>();
                if (inside.said() != null) {
                    List<String> said = parts(inside.said(), dialect);
                    // Without its end: the error comes instead.
                    parts.addAll(said.subList(0, Math.max(1, said.size() / 2)));
                }
                parts.add(Streamed.error(dialect, inside.status(), inside.message()));
                stream(exchange, dialect, parts, Integer.MAX_VALUE, null);
            }
            case Answer.ErrorInside inside -> send(exchange, 200, Map.of("Content-Type", "application/json"), bytes(dialect == Dialect.OLLAMA
                    ? Json.write(Json.object("error", inside.message())) : Json.error(inside.message())));
            case Answer.CommentsOnly comments when stream -> stream(exchange, dialect, dialect == Dialect.OLLAMA ? List.of("\n", "\n") : List.of(": PROCESSING\n\n", ": PROCESSING\n\n"),
                    Integer.MAX_VALUE, null);
            case Answer.CommentsOnly comments -> send(exchange, 200, Map.of("Content-Type", "application/json"), new byte[0]);
            case Answer.Pieces pieces -> {
                Answer.Reply reply = Answer.Reply.text(String.join("", pieces.texts()));
                if (stream) {
                    stream(exchange, dialect, pieces(reply, dialect, pieces.texts()), Integer.MAX_VALUE, null);
                } else {
                    carryOut(reply, exchange, dialect, false);
                }
            }
            case Answer.Held held when stream -> {
                List<String> parts = parts(held.reply(), dialect);
                stream(exchange, dialect, parts, parts.size() / 2, held.until());
            }
            case Answer.Held held -> {
                held.until().await();
                carryOut(held.reply(), exchange, dialect, false);
            }
            case Answer.Late late -> {
                // A latch instead of a sleep: closing the server ends the wait.
                if (!closing.await(late.delay().toMillis(), TimeUnit.MILLISECONDS)) {
                    carryOut(late.answer(), exchange, dialect, stream);
                }
            }
            case Answer.Silence silence -> closing.await();
        }
    }

    private synchronized List<String> pieces(Answer.Reply reply, Dialect dialect, List<String> texts) {
        return Streamed.parts(dialect, reply, ++replies, texts);
    }

    private synchronized List<String> parts(Answer.Reply reply, Dialect dialect) {
        return Streamed.parts(dialect, reply, ++replies);
    }

    /** @param until waited for after so many parts */
    private static void stream(HttpExchange exchange, Dialect dialect, List<String> parts, int pauseAfter, CountDownLatch until)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", Streamed.contentType(dialect));
        exchange.sendResponseHeaders(200, 0);
        for (int i = 0; i < parts.size(); i++) {
            if (i == pauseAfter) {
                until.await();
            }
            exchange.getResponseBody().write(bytes(parts.get(i)));
            exchange.getResponseBody().flush();
        }
    }

    private byte[] body(Answer.Reply reply, Dialect dialect) {
        int number;
        synchronized (this) {
            number = ++replies;
        }
        return bytes(Json.write(dialect.response(reply, number)));
    }

    private static void sendHalf(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(Arrays.copyOf(body, body.length / 2));
        exchange.getResponseBody().flush();
    }

    private static void send(HttpExchange exchange, int status, Map<String, String> headers, byte[] body) throws IOException {
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
