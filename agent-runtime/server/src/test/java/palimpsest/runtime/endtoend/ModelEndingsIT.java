package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import palimpsest.runtime.endtoend.Served.Answer;
import palimpsest.testkit.Answer.ErrorInside;
import palimpsest.testkit.Answer.Pieces;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;

/** What callers are told of a model's message that ends before it is complete, over REST and OpenAI's API: docs/api.md, How a model's message ends. */
class ModelEndingsIT {

    private static final Served served = Doors.served();
    private static final ScriptedModelServer provider = Doors.provider();

    private String model;

    @BeforeEach
    void agent() throws Exception {
        model = "agent-" + UUID.randomUUID();
        served.post("/api/agents", Map.of("name", model));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_text_that_was_cut_off_and_went_on_is_one_answer(boolean streamed) throws Exception {
        provider.answers(Reply.text("It rains in ").stoppedBy("length"), Reply.text("Berlin."));
        Completion completion = chat("Where does it rain?", streamed);
        assertThat(completion.content).isEqualTo("It rains in Berlin.");
        assertThat(completion.finishReason).isEqualTo("stop");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_text_that_is_cut_off_for_good_says_length(boolean streamed) throws Exception {
        for (int i = 0; i < 4; i++) {
            provider.answers(Reply.text("more ").stoppedBy("length"));
        }
        Completion completion = chat("How much?", streamed);
        assertThat(completion.content.strip()).isEqualTo("more more more more");
        assertThat(completion.finishReason).isEqualTo("length");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_filtered_answer_says_content_filter(boolean streamed) throws Exception {
        provider.answers(Reply.text("Half an ans").stoppedBy("content_filter"));
        Completion completion = chat("What?", streamed);
        assertThat(completion.content).isEqualTo("Half an ans");
        assertThat(completion.finishReason).isEqualTo("content_filter");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_refusal_is_a_refusal(boolean streamed) throws Exception {
        provider.answers(Reply.refusal("I can't help with that."));
        Completion completion = chat("How?", streamed);
        assertThat(completion.refusal).isEqualTo("I can't help with that.");
        assertThat(completion.content).isEmpty();
        assertThat(completion.finishReason).isEqualTo("stop");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thoughts_are_not_shown(boolean streamed) throws Exception {
        provider.answers(new Pieces(List.of("<th", "ink>It rains.</thi", "nk>", "Take ", "a coat.")));
        assertThat(chat("What to wear?", streamed).content).isEqualTo("Take a coat.");
    }

    @Test
    void half_an_answer_before_an_error_is_an_error() throws Exception {
        provider.answers(new ErrorInside(Reply.text("Half an answer that breaks off"), 502, "provider overloaded"));
        Answer streamed = ask("Why?", true);
        assertThat(streamed.body()).contains("\"error\"", "provider overloaded").doesNotContain("\"finish_reason\":\"stop\"");

        provider.answers(new ErrorInside(Reply.text("Half an answer that breaks off"), 502, "provider overloaded"));
        Answer whole = ask("Why not?", false);
        assertThat(whole.status()).isEqualTo(503);
        assertThat(whole.body()).contains("provider overloaded");
    }

    @Test
    void responses_tell_of_filters_limits_and_refusals_too() throws Exception {
        provider.answers(Reply.text("Half").stoppedBy("content_filter"), Reply.refusal("I can't."));
        JsonNode filtered = served.post("/v1/responses", Map.of("model", model, "input", "First")).json();
        assertThat(filtered.get("status").asString()).isEqualTo("incomplete");
        assertThat(filtered.at("/incomplete_details/reason").asString()).isEqualTo("content_filter");
        JsonNode refused = served.post("/v1/responses", Map.of("model", model, "input", "Second")).json();
        assertThat(refused.at("/output/0/content/0/type").asString()).isEqualTo("refusal");
        assertThat(refused.at("/output/0/content/0/refusal").asString()).isEqualTo("I can't.");

        provider.answers(Reply.refusal("I can't."));
        String events = served.post("/v1/responses", Map.of("model", model, "input", "Third", "stream", true)).body();
        assertThat(events).contains("response.refusal.delta", "response.refusal.done", "response.completed").doesNotContain("response.output_text.delta");
    }

    @Test
    void over_rest_the_error_names_its_kind_and_what_was_said_stands_in_the_history() throws Exception {
        String conversation = served.conversation();
        for (int i = 0; i < 4; i++) {
            provider.answers(Reply.text("more ").stoppedBy("length"));
        }
        JsonNode error = Served.event(served.ask(conversation, "How much?"), "error");
        assertThat(error.get("type").asString()).endsWith("output-limit");
        assertThat(error.get("detail").asString()).contains("palimpsest.models.scripted.max-output-tokens");
        assertThat(error.get("retryable").asBoolean()).isFalse();
        List<JsonNode> said = served.get("/api/conversations/" + conversation + "/messages").json().valueStream()
                .filter(message -> message.get("role").asString().equals("assistant")).toList();
        assertThat(said).hasSize(4).allMatch(message -> message.get("ending").asString().equals("length"));
    }

    @Test
    void an_answer_with_text_that_cannot_be_stored_is_given_and_can_be_judged() throws Exception {
        String conversation = served.conversation();
        provider.answers(Reply.text("It is \0."));
        Answer stream = served.ask(conversation, "What is it?");
        assertThat(Served.event(stream, "answer").get("answer").asString()).isEqualTo("It is \uFFFD.");
        assertThat(Served.event(stream, "repair").get("what").asString()).isEqualTo("unstorable-text");
        assertThat(served.post("/api/conversations/" + conversation + "/feedback", Map.of("verdict", "up")).status()).isEqualTo(201);
    }

    private record Completion(String content, String refusal, String finishReason) {}

    private Answer ask(String question, boolean streamed) throws Exception {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("model", model, "messages", List.of(Map.of("role", "user", "content", question))));
        if (streamed) {
            body.put("stream", true);
        }
        return served.post("/v1/chat/completions", body);
    }

    private Completion chat(String question, boolean streamed) throws Exception {
        Answer answer = ask(question, streamed);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        if (!streamed) {
            JsonNode choice = answer.json().at("/choices/0");
            return new Completion(choice.at("/message/content").asString(""), choice.at("/message/refusal").asString(null), choice.get("finish_reason").asString());
        }
        List<JsonNode> choices = new ArrayList<>();
        answer.body().lines().filter(line -> line.startsWith("data: {")).map(line -> Served.parse(line.substring("data: ".length())).at("/choices/0")).forEach(choices::add);
        return new Completion(joined(choices, "content"), joined(choices, "refusal"), choices.getLast().get("finish_reason").asString());
    }

    private static String joined(List<JsonNode> choices, String field) {
        StringBuilder joined = new StringBuilder();
        choices.forEach(choice -> joined.append(choice.path("delta").path(field).asString("")));
        return joined.toString();
    }
}
