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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import palimpsest.memory.retrieve.RemoteReranker.Dialect;
import palimpsest.memory.retrieve.RemoteReranker.Endpoint;
import palimpsest.memory.retrieve.Reranker.Candidate;

/** Against a scripted endpoint on loopback. */
class RemoteRerankerTest {

    private static final List<Candidate> CANDIDATES = List.of(new Candidate("Ada", "bread", 0.4, 1), new Candidate("", "keys", 0.3, 0));

    private final List<String> bodies = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
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
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
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
