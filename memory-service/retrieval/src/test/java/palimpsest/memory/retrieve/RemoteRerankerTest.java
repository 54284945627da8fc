package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import palimpsest.memory.retrieve.RemoteReranker.Dialect;
import palimpsest.memory.retrieve.RemoteReranker.Endpoint;
import palimpsest.memory.retrieve.Reranker.Candidate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against a scripted endpoint on loopback. */
class RemoteRerankerTest {

    private static final List<Candidate> CANDIDATES = List.of(new Candidate("Ada", "bread", 0.4, 1), new Candidate("", "keys", 0.3, 0));

    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final List<String> upgrades = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch hold = new CountDownLatch(1);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private HttpServer server;
    private volatile int status = 200;
    private volatile String answer = "";
    private volatile boolean held;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/rerank", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            bodies.add(body);
            upgrades.add(exchange.getRequestHeaders().getFirst("Upgrade"));
            keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] bytes = (answer.isEmpty() ? judged(JsonMapper.shared().readTree(body)) : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            if (held) {
                exchange.getResponseBody().flush();
                await();
            }
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    /** As Text Embeddings Inference does: best first, each text scored by what it is alone, here its number. */
    private static String judged(JsonNode asked) {
        JsonNode texts = asked.path("texts");
        return IntStream.range(0, texts.size()).mapToObj(index -> Map.of("index", index, "score", Double.parseDouble(texts.get(index).asString())))
                .sorted(Comparator.comparing(one -> -(double) one.get("score"))).map(one -> JsonMapper.shared().writeValueAsString(one)).collect(Collectors.joining(",", "[", "]"));
    }

    private void await() {
        try {
            hold.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        hold.countDown();
        server.stop(0);
    }

    private RemoteReranker reranker(Dialect dialect, String model, String key) {
        return new RemoteReranker(new Endpoint(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/rerank"), dialect, model, key), now::get);
    }

    @Test
    void asks_and_understands_as_cohere_jina_and_vllm_do() {
        answer = "{\"results\":[{\"index\":1,\"relevance_score\":0.9,\"document\":{\"text\":\"keys\"}},{\"index\":0,\"relevance_score\":-0.2}],\"usage\":{\"total_tokens\":9}}";
        try (RemoteReranker reranker = reranker(Dialect.COHERE, "rerank-v3.5", "secret")) {
            assertThat(reranker.score("Where are the keys?", CANDIDATES)).containsExactly(-0.2, 0.9);
        }
        assertThat(bodies).containsExactly("{\"model\":\"rerank-v3.5\",\"query\":\"Where are the keys?\",\"documents\":[\"Ada: bread\",\"keys\"],\"top_n\":2}");
        assertThat(keys).containsExactly("Bearer secret");
    }

    @Test
    void asks_and_understands_as_text_embeddings_inference_does() {
        answer = "[{\"index\":0,\"score\":0.1},{\"index\":1,\"score\":0.7}]";
        try (RemoteReranker reranker = reranker(Dialect.TEI, null, null)) {
            assertThat(reranker.scoresIfAvailable("keys", CANDIDATES).orElseThrow()).containsExactly(0.1, 0.7);
        }
        assertThat(bodies).containsExactly("{\"query\":\"keys\",\"texts\":[\"Ada: bread\",\"keys\"],\"truncate\":true}");
        assertThat(keys).containsExactly((String) null);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 33, 64, 97})
    void text_embeddings_inference_is_asked_for_no_more_texts_at_once_than_it_takes(int texts) {
        try (RemoteReranker reranker = reranker(Dialect.TEI, null, null)) {
            List<Candidate> candidates = IntStream.range(0, texts).mapToObj(number -> new Candidate("", String.valueOf(number * 7 % texts), 0.1, 0)).toList();
            assertThat(reranker.scoresIfAvailable("keys", candidates).orElseThrow()).containsExactly(candidates.stream().mapToDouble(one -> Double.parseDouble(one.text())).toArray());
            assertThat(bodies).allMatch(body -> JsonMapper.shared().readTree(body).path("texts").size() <= 32).hasSize((texts + 31) / 32);
            assertThat(upgrades).as("vLLM's server loses the body of a request that offers HTTP/2").containsOnlyNulls();
        }
    }

    @Test
    void an_endpoint_that_fails_is_left_alone_for_a_while_and_then_asked_again() {
        status = 503;
        try (RemoteReranker reranker = reranker(Dialect.COHERE, "m", null)) {
            assertThat(reranker.scoresIfAvailable("keys", CANDIDATES)).isEmpty();
            status = 200;
            answer = "{\"results\":[{\"index\":0,\"relevance_score\":1}]}";
            assertThat(reranker.scoresIfAvailable("keys", CANDIDATES)).isEmpty();
            assertThat(bodies).hasSize(1);
            now.set(Instant.EPOCH.plusSeconds(10));
            // a text that the endpoint left out was not judged
            assertThat(reranker.scoresIfAvailable("keys", CANDIDATES).orElseThrow()).containsExactly(1, Double.NaN);
        }
    }

    @Test
    void where_one_of_several_requests_fails_none_of_the_texts_is_judged() {
        List<Candidate> candidates = IntStream.range(0, 40).mapToObj(number -> new Candidate("", number == 35 ? "no number" : String.valueOf(number), 0.1, 0)).toList();
        try (RemoteReranker reranker = reranker(Dialect.TEI, null, null)) {
            assertThat(reranker.scoresIfAvailable("keys", candidates)).isEmpty();
        }
    }

    @Test
    void an_answer_that_does_not_end_is_given_up_at_the_deadline() {
        held = true;
        answer = "{\"results\":[{\"index\":0,\"relevance_score\":1}]}";
        try (RemoteReranker reranker = reranker(Dialect.COHERE, "m", null)) {
            assertThat(reranker.scoresWithin("keys", CANDIDATES, Duration.ofMillis(50))).isEmpty();
        }
    }

    @Test
    void answers_that_fit_no_text_are_failures_and_redirects_are_not_followed() {
        try (RemoteReranker reranker = reranker(Dialect.COHERE, "m", null)) {
            for (String wrong : List.of("{\"results\":[{\"index\":2,\"relevance_score\":1}]}", "{\"results\":[{\"index\":0,\"relevance_score\":1},{\"index\":0,\"relevance_score\":2}]}",
                    "{\"results\":[{\"index\":0}]}", "{\"results\":[]}", "<html>", "null")) {
                answer = wrong;
                assertThatIllegalStateException().isThrownBy(() -> reranker.score("keys", CANDIDATES));
            }
            status = 302;
            assertThatIllegalStateException().isThrownBy(() -> reranker.score("keys", CANDIDATES)).withMessageContaining("302");
            assertThat(new Endpoint(URI.create("http://127.0.0.1/rerank"), Dialect.COHERE, "m", "secret").toString()).doesNotContain("secret");
        }
    }
}
