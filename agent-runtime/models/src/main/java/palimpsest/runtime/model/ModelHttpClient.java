package palimpsest.runtime.model;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.CancellationUnsupportedHandle;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP under LangChain4j's models. Its own client loses the response headers of an error, lets a body that stalls wait for
 * ever, and offers HTTP/2 to plain-text servers, some of which then drop the request's body.
 */
final class ModelHttpClient implements HttpClient {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    private final java.net.http.HttpClient http;
    private final Duration timeout;
    private final Edge edge;
    private final ResponseNotes notes;
    private final Failures failures;

    private ModelHttpClient(Duration timeout, Edge edge, ResponseNotes notes, Failures failures) {
        this.timeout = timeout;
        this.edge = edge;
        this.notes = notes;
        this.failures = failures;
        this.http = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT)
                .build();
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        long deadline = System.nanoTime() + timeout.toNanos();
        HttpResponse<InputStream> response = send(outgoing(request), HttpResponse.BodyHandlers.ofInputStream());
        String body = new StreamReading(response.body(), edge, notes, failures).whole(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        if (response.statusCode() < 200 || response.statusCode() >= 300) {
            throw failures.status(response.statusCode(), name -> response.headers().firstValue(name).orElse(null), body);
        }
        JsonNode whole = check(response.headers().firstValue("Content-Type").orElse(""), body);
        JsonNode readable = edge.readable(whole);
        return SuccessfulHttpResponse.builder().statusCode(response.statusCode()).headers(response.headers().map())
                .body(readable == whole ? body : JSON.writeValueAsString(readable)).build();
    }

    /** Reads the stream on the calling thread, to its end. */
    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        long deadline = System.nanoTime() + timeout.toNanos();
        HttpResponse<InputStream> response = send(outgoing(request), HttpResponse.BodyHandlers.ofInputStream());
        var reading = new StreamReading(response.body(), edge, notes, failures);
        Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        String type = response.headers().firstValue("Content-Type").orElse("");
        boolean succeeded = response.statusCode() >= 200 && response.statusCode() < 300;
        if (succeeded && !type.contains("json") && !type.contains("html") || type.contains("ndjson")) {
            opened(response, listener);
            reading.events(left, parser, listener);
            return;
        }
        String body = reading.whole(left);
        if (!succeeded) {
            throw failures.status(response.statusCode(), name -> response.headers().firstValue(name).orElse(null), body);
        }
        String event = edge.asEvent(edge.readable(check(type, body)));
        if (event == null) {
            throw failures.notJson(type, body);
        }
        opened(response, listener);
        listener.onEvent(new ServerSentEvent(null, event), new ServerSentEventContext(new CancellationUnsupportedHandle()));
        listener.onClose();
    }

    private static void opened(HttpResponse<?> response, ServerSentEventListener listener) {
        listener.onOpen(SuccessfulHttpResponse.builder().statusCode(response.statusCode()).headers(response.headers().map()).build());
    }

    private java.net.http.HttpRequest outgoing(HttpRequest request) {
        var outgoing = java.net.http.HttpRequest.newBuilder(URI.create(request.url())).timeout(timeout);
        request.headers().forEach((name, values) -> values.forEach(value -> outgoing.header(name, value)));
        outgoing.method(request.method().name(), request.body() == null
                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                : java.net.http.HttpRequest.BodyPublishers.ofString(edge.rewrite(request.body())));
        return outgoing.build();
    }

    private <T> HttpResponse<T> send(java.net.http.HttpRequest request, HttpResponse.BodyHandler<T> body) {
        CompletableFuture<HttpResponse<T>> exchange = http.sendAsync(request, body);
        try {
            // The request's own timeout ends with the headers; this one covers the body too.
            return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw failures.timeout(e);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw failures.cancelled(e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private ModelFailure failure(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
                    || cause instanceof UnresolvedAddressException) {
                return failures.unreachable(thrown);
            }
        }
        return switch (thrown) {
            case HttpTimeoutException e -> failures.timeout(e);
            case IOException e -> failures.cutOff(e);
            case RuntimeException e -> failures.translate(e);
            case Throwable e -> throw new IllegalStateException("The model's HTTP client failed", e);
        };
    }

    private JsonNode check(String contentType, String body) {
        JsonNode tree;
        try {
            tree = JSON.readTree(body);
        } catch (JacksonException e) {
            throw failures.notJson(contentType, body);
        }
        if (!tree.isObject()) {
            throw failures.notJson(contentType, body);
        }
        JsonNode error = edge.error(tree);
        if (error != null) {
            throw failures.reported(error);
        }
        if (!edge.holdsMessage(tree)) {
            throw failures.noMessage(tree);
        }
        if (Failures.isError(edge.stopReason(tree))) {
            throw failures.endedInError();
        }
        notes.read(tree);
        return tree;
    }

    /** What LangChain4j takes a client from; the timeouts are the settings' and not its own. */
    static final class Builder implements HttpClientBuilder {

        private final Duration timeout;
        private final Edge edge;
        private final ResponseNotes notes;
        private final Failures failures;

        Builder(Duration timeout, Edge edge, ResponseNotes notes, Failures failures) {
            this.timeout = timeout;
            this.edge = edge;
            this.notes = notes;
            this.failures = failures;
        }

        @Override
        public Duration connectTimeout() {
            return timeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration ignored) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return timeout;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration ignored) {
            return this;
        }

        @Override
        public HttpClient build() {
            return new ModelHttpClient(timeout, edge, notes, failures);
        }
    }
}
