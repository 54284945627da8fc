package palimpsest.memory.retrieve;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A reranker behind the usual {@code /rerank} endpoint: that of Cohere, Jina and vLLM ({@code model}, {@code documents}, answered by
 * {@code results}) or that of Hugging Face's Text Embeddings Inference ({@code texts}, answered by a list). After a failure it is left alone
 * for a while, so that not every search waits for an endpoint that is away.
 */
public final class RemoteReranker implements Reranker, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RemoteReranker.class);
    private static final Duration REST = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 1 << 20;

    /** What the request looks like. */
    public enum Dialect {

        /** {@code {"model", "query", "documents", "top_n"}}: Cohere, Jina, vLLM. */
        COHERE(1000),

        /** {@code {"query", "texts", "truncate"}}: Text Embeddings Inference, which judges each text by itself and takes 32 unless its operator allows more. */
        TEI(32);

        private final int most; // texts in one request

        Dialect(int most) {
            this.most = most;
        }
    }

    /**
     * Where it is.
     *
     * @param url    of the endpoint itself, such as {@code http://127.0.0.1:8080/rerank}
     * @param model  name that the request carries; null for none
     * @param apiKey sent as a bearer token; null for none
     */
    public record Endpoint(URI url, Dialect dialect, String model, String apiKey) {

        @Override
        public String toString() {
            return url + " (" + dialect + ")"; // a key is for nobody's log
        }
    }

    private final Endpoint endpoint;
    private final InstantSource clock;
    // vLLM and others lose the body of a request that offers HTTP/2.
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER).build();
    private final AtomicReference<Instant> rest = new AtomicReference<>(Instant.MIN);

    public RemoteReranker(Endpoint endpoint) {
        this(endpoint, InstantSource.system());
    }

    RemoteReranker(Endpoint endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** @throws IllegalStateException when the endpoint does not answer, or not as it should */
    @Override
    public double[] score(String query, List<Candidate> candidates) {
        return ask(query, candidates, NO_DEADLINE);
    }

    @Override
    public Optional<double[]> scoresIfAvailable(String query, List<Candidate> candidates) {
        return scoresWithin(query, candidates, NO_DEADLINE);
    }

    /** All or none: the endpoint answers for all candidates at once. */
    @Override
    public Optional<double[]> scoresWithin(String query, List<Candidate> candidates, Duration deadline) {
        if (clock.instant().isBefore(rest.get())) {
            return Optional.empty();
        }
        try {
            return Optional.of(ask(query, candidates, deadline));
        } catch (IllegalStateException e) {
            rest.set(clock.instant().plus(REST));
            log.warn("Reranking by {} failed ({}): hits keep their order, and it is asked again in {} s", endpoint, e.getMessage(), REST.toSeconds());
            return Optional.empty();
        }
    }

    private double[] ask(String query, List<Candidate> candidates, Duration deadline) {
        if (candidates.isEmpty()) {
            return new double[0];
        }
        List<String> texts = candidates.stream().map(one -> one.title().isEmpty() ? one.text() : one.title() + ": " + one.text()).toList();
        int most = endpoint.dialect().most;
        long end = System.nanoTime() + deadline.toNanos();
        List<Future<String>> answers = IntStream.iterate(0, from -> from < texts.size(), from -> from + most)
                .mapToObj(from -> send(body(query, texts.subList(from, Math.min(from + most, texts.size()))))).toList();
        var scores = new double[texts.size()];
        try {
            for (int from = 0; from < scores.length; from += most) {
                double[] some = scores(answers.get(from / most).get(end - System.nanoTime(), TimeUnit.NANOSECONDS), Math.min(most, scores.length - from));
                System.arraycopy(some, 0, scores, from, some.length);
            }
            return scores;
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage() == null ? e.getCause().toString() : e.getCause().getMessage());
        } finally {
            answers.forEach(answer -> answer.cancel(true));
        }
    }

    private Future<String> send(String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.url()).header("Content-Type", "application/json").header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (endpoint.apiKey() != null) {
            request.header("Authorization", "Bearer " + endpoint.apiKey());
        }
        // The body counts against the deadline, too: the request's own time-out ends with the headers.
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()).thenApply(RemoteReranker::text);
    }

    private String body(String query, List<String> texts) {
        var json = JsonMapper.shared().createObjectNode();
        if (endpoint.model() != null) {
            json.put("model", endpoint.model());
        }
        json.put("query", query);
        json.set(endpoint.dialect() == Dialect.TEI ? "texts" : "documents", JsonMapper.shared().valueToTree(texts));
        (endpoint.dialect() == Dialect.TEI ? Map.of("truncate", (Object) true) : Map.of("top_n", (Object) texts.size()))
                .forEach((name, value) -> json.set(name, JsonMapper.shared().valueToTree(value)));
        return json.toString();
    }

    private static String text(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            if (response.statusCode() != 200) {
                throw new IllegalStateException("status " + response.statusCode());
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e.toString());
        }
    }

    private static double[] scores(String answer, int candidates) {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(answer);
        } catch (JacksonException e) {
            throw new IllegalStateException("an answer that is no JSON");
        }
        JsonNode results = json.isArray() ? json : json.path("results");
        var scores = new double[candidates];
        Arrays.fill(scores, Double.NaN);
        for (JsonNode result : results) {
            int index = result.path("index").asInt(-1);
            double score = result.path("relevance_score").isNumber() ? result.path("relevance_score").asDouble() : result.path("score").asDouble(Double.NaN);
            if (index < 0 || index >= candidates || !Double.isFinite(score) || Double.isFinite(scores[index])) {
                throw new IllegalStateException("an answer that gives no score, or an index twice or beyond the " + candidates + " texts");
            }
            scores[index] = score;
        }
        if (Arrays.stream(scores).noneMatch(Double::isFinite)) {
            throw new IllegalStateException("an answer without results");
        }
        return scores;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
