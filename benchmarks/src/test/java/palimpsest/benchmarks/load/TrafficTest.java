package palimpsest.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A runtime that does what it must not: what the load test says of it. */
class TrafficTest {

    private final JsonMapper json = JsonMapper.builder().build();
    private final List<Map<String, String>> messages = new ArrayList<>();
    private final List<Map<String, String>> runs = new ArrayList<>();
    private HttpServer runtime;
    private int questions;
    /** By the number of a question from 1: how often its answer is kept, 1 when not named. */
    private Map<Integer, Integer> answered = Map.of();
    private boolean unavailableOnce;
    private boolean pageOnce;

    @BeforeEach
    void starts() throws IOException {
        runtime = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        runtime.createContext("/api/conversations", this::serve);
        runtime.start();
    }

    @AfterEach
    void ends() {
        runtime.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (path.endsWith("/messages") && exchange.getRequestMethod().equals("POST")) {
                if (pageOnce) {
                    pageOnce = false;
                    byte[] page = "<html>502 Bad Gateway</html>".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(502, page.length);
                    exchange.getResponseBody().write(page);
                    return;
                }
                if (unavailableOnce) {
                    unavailableOnce = false;
                    send(exchange, 503, Map.of("type", "urn:palimpsest:database-unavailable"));
                    return;
                }
                ask(json.readTree(body).get("content").asString());
                send(exchange, 202, Map.of());
            } else if (path.endsWith("/messages")) {
                send(exchange, 200, messages);
            } else if (path.endsWith("/runs")) {
                send(exchange, 200, runs);
            } else {
                send(exchange, 201, Map.of("id", "c"));
            }
        }
    }

    private void ask(String question) {
        questions++;
        runs.add(Map.of("state", "succeeded"));
        messages.add(Map.of("role", "user", "content", question));
        for (int i = 0; i < answered.getOrDefault(questions, 1); i++) {
            messages.add(Map.of("role", "answer", "answer", question.replaceFirst("Question (Q-\\d+):.*", "Answer to $1.")));
        }
    }

    private void send(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private Traffic.Outcome oneConversation() throws InterruptedException {
        var traffic = new Traffic("http://127.0.0.1:" + runtime.getAddress().getPort());
        traffic.conversation(Instant.MAX);
        return traffic.outcome();
    }

    @Test
    void answers_that_stand_where_they_were_asked_for_are_neither_lost_nor_doubled() throws InterruptedException {
        Traffic.Outcome outcome = oneConversation();
        assertThat(outcome.questions()).isEqualTo(2);
        assertThat(outcome.lost()).isZero();
        assertThat(outcome.doubled()).isZero();
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.milliseconds()).hasSize(2);
    }

    @Test
    void an_answer_that_is_missing_is_lost_and_one_that_stands_twice_is_doubled() throws InterruptedException {
        answered = Map.of(1, 0, 2, 2);
        Traffic.Outcome outcome = oneConversation();
        assertThat(outcome.lost()).isEqualTo(1);
        assertThat(outcome.doubled()).isEqualTo(1);
    }

    @Test
    void a_refused_question_is_asked_again_and_counted_by_its_kind() throws InterruptedException {
        unavailableOnce = true;
        Traffic.Outcome outcome = oneConversation();
        assertThat(outcome.questions()).isEqualTo(2);
        assertThat(outcome.lost()).isZero();
        assertThat(outcome.errors()).containsExactly(Map.entry("status 503 database-unavailable, POST /api/conversations/{id}/messages", 1));
    }

    @Test
    void the_page_of_a_proxy_is_an_error_like_others() throws InterruptedException {
        pageOnce = true;
        Traffic.Outcome outcome = oneConversation();
        assertThat(outcome.lost()).isZero();
        assertThat(outcome.errors()).containsExactly(Map.entry("status 502, POST /api/conversations/{id}/messages", 1));
    }
}
