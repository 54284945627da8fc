package palimpsest.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class ScriptedModelServerTest {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final ScriptedModelServer server = ScriptedModelServer.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void gives_the_replies_in_order_with_ids_that_count_replies_and_not_faults() throws Exception {
        server.answers(Answer.Reply.text("hello").usage(7, 2), Answer.Status.of(500),
                Answer.Reply.call("readChunk", "{\"chunk_id\": 1").andCall("note", "{}").saying("both"));

        JsonNode first = json(ask("/v1/chat/completions", "{\"n\":1}"));
        assertThat(first.at("/choices/0/message/content").asString()).isEqualTo("hello");
        assertThat(first.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(first.at("/usage/total_tokens").asInt()).isEqualTo(9);
        assertThat(ask("/v1/chat/completions", "{\"n\":2}").statusCode()).isEqualTo(500);

        JsonNode second = json(ask("/v1/chat/completions", "{\"n\":3}"));
        assertThat(second.has("usage")).isFalse();
        assertThat(second.at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(second.at("/choices/0/message/tool_calls/0/id").asString()).isEqualTo("call_2");
        assertThat(second.at("/choices/0/message/tool_calls/0/function/arguments").asString()).isEqualTo("{\"chunk_id\": 1");
        assertThat(second.at("/choices/0/message/tool_calls/1/id").asString()).isEqualTo("call_2_2");
        assertThat(server.requests()).extracting(request -> request.body().path("n").asInt()).containsExactly(1, 2, 3);
    }

    @Test
    void computes_an_answer_from_the_request_and_says_when_the_script_is_used_up() throws Exception {
        server.answersWith(request -> Answer.Reply.text(request.messages().path(0).path("content").asString().toUpperCase()));
        JsonNode reply = json(ask("/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"quiet\"}]}"));
        assertThat(reply.at("/choices/0/message/content").asString()).isEqualTo("QUIET");

        var past = ask("/v1/chat/completions", "{}");
        assertThat(past.statusCode()).isEqualTo(400);
        assertThat(past.body()).contains("no further answer");

        server.otherwise(request -> Answer.Reply.text("still here"));
        assertThat(ask("/v1/chat/completions", "{}").body()).contains("still here");
    }

    @Test
    void keeps_headers_and_the_raw_body() throws Exception {
        server.answers(Answer.Reply.text("ok"));
        String body = "{ \"model\" :\"m\", \"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}";
        send("/v1/chat/completions", body, Duration.ofSeconds(30));
        assertThat(server.lastRequest().raw()).isEqualTo(body);
        assertThat(server.lastRequest().header("X-Probe")).contains("yes");
    }

    @Test
    void speaks_anthropic_and_ollama() throws Exception {
        server.answers(Answer.Reply.call("note", "{\"key\":\"k\"}").saying("noting"), Answer.Reply.call("note", "{\"key\":\"k\"}"));
        JsonNode anthropic = json(ask("/v1/messages", "{}"));
        assertThat(anthropic.at("/content/0/text").asString()).isEqualTo("noting");
        assertThat(anthropic.at("/content/1/input/key").asString()).isEqualTo("k");
        assertThat(anthropic.path("stop_reason").asString()).isEqualTo("tool_use");
        JsonNode ollama = json(ask("/api/chat", "{}"));
        assertThat(ollama.at("/message/tool_calls/0/function/arguments/key").asString()).isEqualTo("k");
    }

    @Test
    void lists_its_model() throws Exception {
        var response = client.send(HttpRequest.newBuilder(URI.create(server.baseUrl() + "/models")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(json(response).at("/data/0/id").asString()).isEqualTo("scripted");
    }

    @Test
    void faults_reach_the_client_as_faults() throws Exception {
        server.answers(new Answer.HalfThenClose(Answer.Reply.text("cut off")), Answer.Status.html(),
                Answer.Status.emptyChoices(), Answer.Status.tooManyRequests("7"));
        assertThatThrownBy(() -> ask("/v1/chat/completions", "{}")).isInstanceOf(IOException.class);
        assertThat(ask("/v1/chat/completions", "{}").headers().firstValue("content-type")).contains("text/html");
        assertThat(json(ask("/v1/chat/completions", "{}")).path("choices").isEmpty()).isTrue();
        assertThat(ask("/v1/chat/completions", "{}").headers().firstValue("retry-after")).contains("7");
    }

    @Test
    void stays_silent_or_answers_late() throws Exception {
        server.answers(new Answer.Silence(), new Answer.Late(Duration.ofMinutes(10), Answer.Reply.text("late")),
                new Answer.Late(Duration.ofMillis(1), Answer.Reply.text("late")));
        assertThatThrownBy(() -> ask("/v1/chat/completions", "{}", SOON)).isInstanceOf(HttpTimeoutException.class);
        assertThatThrownBy(() -> ask("/v1/chat/completions", "{}", SOON)).isInstanceOf(HttpTimeoutException.class);
        assertThat(ask("/v1/chat/completions", "{}").body()).contains("late");
        assertThat(server.requests()).hasSize(3);
    }

    private HttpResponse<String> ask(String path, String body) throws Exception {
        return ask(path, body, Duration.ofSeconds(30));
    }

    @Test
    void a_request_that_a_provider_would_refuse_is_refused_and_fails_the_test() throws Exception {
        server.answers(Answer.Reply.text("not reached"));
        HttpResponse<String> refused = send("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}]}",
                Duration.ofSeconds(30));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("two user messages in a row");
        try (var other = ScriptedModelServer.start()) {
            client.send(HttpRequest.newBuilder(other.address().resolve("/api/chat")).POST(HttpRequest.BodyPublishers.ofString("{}")).build(), HttpResponse.BodyHandlers.ofString());
            assertThatThrownBy(other::close).isInstanceOf(AssertionError.class).hasMessageContaining("OLLAMA: model is missing");
        }
        assertThat(server.violations()).singleElement().asString().startsWith("OPENAI: ");
        assertThat(server.violations()).isEmpty();
        assertThat(ask("/v1/chat/completions", "{}").body()).as("the script is where it was").contains("not reached");
    }

    @Test
    void an_error_comes_inside_a_stream_that_began_well() throws Exception {
        server.answers(new Answer.ErrorInside(Answer.Reply.text("one two three four"), 502, "boom"), new Answer.ErrorInside(null, 502, "boom"), new Answer.CommentsOnly(),
                new Answer.Pieces(List.of("<thi", "nk>")));
        HttpResponse<String> inside = ask("/v1/messages", "{\"stream\":true}");
        assertThat(inside.statusCode()).isEqualTo(200);
        assertThat(inside.body()).contains("one ").contains("event: error").doesNotContain("message_stop");
        assertThat(json(ask("/v1/chat/completions", "{}")).at("/error/message").asString()).isEqualTo("boom");
        assertThat(ask("/v1/chat/completions", "{\"stream\":true}").body()).doesNotContain("data:");
        assertThat(ask("/api/chat", "{\"stream\":true}").body()).contains("\"<thi\"").contains("\"nk>\"");
    }

    /** The body with what every request needs, where it does not have it. */
    private HttpResponse<String> ask(String path, String body, Duration timeout) throws Exception {
        var whole = (ObjectNode) Json.parse(body);
        whole.put("model", "m").put("max_tokens", 10);
        if (!whole.has("messages")) {
            whole.set("messages", Json.parse("[{\"role\":\"user\",\"content\":\"q\"}]"));
        }
        return send(path, whole.toString(), timeout);
    }

    private HttpResponse<String> send(String path, String body, Duration timeout) throws Exception {
        return client.send(HttpRequest.newBuilder(server.address().resolve(path)).header("X-Probe", "yes")
                .timeout(timeout).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.parse(response.body());
    }
}
