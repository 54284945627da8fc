package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.runtime.endtoend.Served.Answer;
import palimpsest.testkit.Answer.Held;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.Answer.Status;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;

/** What OpenAI's clients meet, over a real server and a real PostgreSQL with pgvector. */
class OpenAiIT {

    private static final String CHAT = "/v1/chat/completions";
    private static final Map<String, Object> WEATHER = Map.of("type", "function", "function", Map.of("name", "get_weather", "description", "Weather of a city",
            "parameters", Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")), "required", List.of("city"))));

    private static final Served served = Doors.served();
    private static final ScriptedModelServer provider = Doors.provider();

    private String model;

    /** An agent of its own for each test: the same words in another test are another history. */
    @BeforeEach
    void agent() throws Exception {
        model = "agent-" + UUID.randomUUID();
        served.post("/api/agents", Map.of("name", model));
    }

    // --- chat completions

    @Test
    void an_answer_has_the_form_of_a_chat_completion() throws Exception {
        provider.answers(Reply.call("finish", "{\"answer\": \"Forty-two.\"}").usage(120, 7));

        Answer answer = chat(user("What is it?"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode completion = answer.json();
        assertThat(completion.get("id").asString()).startsWith("chatcmpl-");
        assertThat(completion.get("object").asString()).isEqualTo("chat.completion");
        assertThat(completion.get("model").asString()).isEqualTo(model);
        assertThat(completion.get("created").asLong()).isPositive();
        assertThat(completion.at("/choices/0/message/role").asString()).isEqualTo("assistant");
        assertThat(completion.at("/choices/0/message/content").asString()).isEqualTo("Forty-two.");
        assertThat(completion.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(completion.at("/usage/prompt_tokens").asInt()).isEqualTo(120);
        assertThat(completion.at("/usage/completion_tokens").asInt()).isEqualTo(7);
        assertThat(completion.at("/usage/total_tokens").asInt()).isEqualTo(127);
        assertThat(completion.at("/usage/prompt_tokens_details/cached_tokens").isNumber()).isTrue();
        assertThat(completion.at("/usage/completion_tokens_details/reasoning_tokens").isNumber()).isTrue();
    }

    @Test
    void a_client_that_sends_all_messages_again_goes_on_in_the_same_conversation() throws Exception {
        provider.answers(Reply.text("It is blue."), Reply.text("Because of the light."));
        Answer first = chat(user("What colour is the sea?"));
        Answer second = chat(user("What colour is the sea?"), said("It is blue."), user("Why?"));

        assertThat(second.conversation()).isEqualTo(first.conversation());
        assertThat(events(first.conversation())).containsSubsequence("What colour is the sea?", "Why?").doesNotHaveDuplicates();
        assertThat(provider.lastRequest().raw()).contains("What colour is the sea?", "It is blue.", "Why?");
    }

    @Test
    void an_edited_question_goes_on_in_a_fork_and_leaves_the_conversation_as_it_was() throws Exception {
        provider.answers(Reply.text("It is blue."), Reply.text("Because of the light."), Reply.text("Very deep."));
        Answer first = chat(user("What colour is the lake?"));
        chat(user("What colour is the lake?"), said("It is blue."), user("Why?"));
        Answer edited = chat(user("What colour is the lake?"), said("It is blue."), user("How deep is it?"));

        assertThat(edited.conversation()).isNotEqualTo(first.conversation());
        assertThat(events(edited.conversation())).contains("What colour is the lake?", "How deep is it?").doesNotContain("Why?");
        assertThat(events(first.conversation())).doesNotContain("How deep is it?");
        assertThat(content(edited)).isEqualTo("Very deep.");
    }

    @Test
    void a_fork_is_its_conversations_users_whether_named_or_not() throws Exception {
        provider.answers(Reply.text("It is blue."), Reply.text("Because of the light."), Reply.text("Very deep."));
        Answer first = chat(user("What colour is the pond?"));
        chat(user("What colour is the pond?"), said("It is blue."), user("Why?"));
        Answer edited = chat(user("What colour is the pond?"), said("It is blue."), user("How deep is it?"));

        assertThat(edited.conversation()).isNotEqualTo(first.conversation());
        assertThat(owner(edited)).isEqualTo(owner(first)).startsWith("anonymous-");
    }

    private static String owner(Answer answer) {
        return served.bean(JdbcClient.class).sql("select user_id from conversation where id = ?").param(UUID.fromString(answer.conversation())).query(String.class).single();
    }

    @Test
    void a_history_that_is_known_nowhere_becomes_a_conversation_with_what_was_said() throws Exception {
        provider.answers(Reply.text("You are Ada."));
        Answer answer = chat(user("I am Ada."), said("Hello Ada."), user("Who am I?"));
        assertThat(content(answer)).isEqualTo("You are Ada.");
        assertThat(provider.lastRequest().raw()).contains("I am Ada.", "Hello Ada.", "Who am I?");
    }

    @Test
    void a_request_that_is_sent_again_with_its_key_is_answered_once() throws Exception {
        provider.answers(Reply.text("Once."));
        Answer first = keyed("Say it.");
        int asked = provider.requests().size();
        Answer again = keyed("Say it.");
        assertThat(again.conversation()).isEqualTo(first.conversation());
        assertThat(again.json().get("id").asString()).isEqualTo(first.json().get("id").asString());
        assertThat(content(again)).isEqualTo("Once.");
        assertThat(provider.requests()).hasSize(asked);
        assertThat(events(first.conversation())).containsOnlyOnce("Say it.");
    }

    @Test
    void requests_with_one_key_at_once_are_one_question() throws Exception {
        int before = provider.requests().size();
        provider.answersWith(request -> new palimpsest.testkit.Answer.Late(Duration.ofMillis(300), Reply.text("One for all.")));
        List<Answer> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> same = () -> keyed("All at once.");
            for (var answer : threads.invokeAll(Collections.nCopies(4, same))) {
                answers.add(answer.get());
            }
        }
        assertThat(answers).extracting(OpenAiIT::content).containsOnly("One for all.");
        assertThat(answers).extracting(Answer::conversation).containsOnly(answers.getFirst().conversation());
        assertThat(provider.requests()).hasSize(before + 1);
    }

    @Test
    void a_request_that_failed_is_tried_again_without_asking_twice() throws Exception {
        provider.answers(Status.of(500), Reply.text("Now it works."));
        Answer failed = keyed("Try hard.");
        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.json().at("/error/code").asString()).isEqualTo("model_unavailable");
        Answer again = keyed("Try hard.");
        assertThat(content(again)).isEqualTo("Now it works.");
        assertThat(events(again.conversation())).containsOnlyOnce("Try hard.");
    }

    @Test
    void a_name_and_a_user_each_find_their_conversation() throws Exception {
        provider.answers(Reply.text("1"), Reply.text("2"), Reply.text("3"), Reply.text("4"), Reply.text("5"));
        Answer named = send(Map.of("model", model, "messages", List.of(user("one"))), "X-Palimpsest-Conversation", "my chat");
        Answer again = send(Map.of("model", model, "messages", List.of(user("two"))), "X-Palimpsest-Conversation", "my chat");
        Answer byId = send(Map.of("model", model, "messages", List.of(user("three"))), "X-Palimpsest-Conversation", named.conversation());
        Answer ofUser = send(Map.of("model", model, "messages", List.of(user("one")), "user", "ada"));
        Answer ofUserAgain = send(Map.of("model", model, "messages", List.of(user("two")), "user", "ada"));
        assertThat(List.of(again.conversation(), byId.conversation())).containsOnly(named.conversation());
        assertThat(ofUserAgain.conversation()).isEqualTo(ofUser.conversation()).isNotEqualTo(named.conversation());
        assertThat(send(Map.of("model", model, "messages", List.of(user("x"))), "X-Palimpsest-Conversation", UUID.randomUUID().toString()).status()).isEqualTo(404);
    }

    @Test
    void what_the_caller_says_as_system_stands_after_the_agents_prompt() throws Exception {
        provider.answers(Reply.text("Arr."));
        chat(Map.of("role", "system", "content", "Talk like a pirate."), Map.of("role", "user", "content", List.of(Map.of("type", "text", "text", "Hello"),
                Map.of("type", "text", "text", "there"))));
        JsonNode sent = provider.lastRequest().body();
        assertThat(sent.at("/messages/0/role").asString()).isEqualTo("system");
        assertThat(sent.at("/messages/0/content").asString()).endsWith("Talk like a pirate.").hasSizeGreaterThan(100);
        assertThat(sent.at("/messages/1/content").asString()).startsWith("Hello\nthere");
    }

    @Test
    void a_function_of_the_caller_is_called_by_the_agent_and_its_result_ends_the_same_run() throws Exception {
        provider.answers(Reply.call("checkBudget", "{}"), Reply.call("get_weather", "{\"city\": \"Oslo\"}").saying("Let me look."), Reply.text("It snows in Oslo."));
        Answer call = send(Map.of("model", model, "messages", List.of(user("Weather in Oslo?")), "tools", List.of(WEATHER)));
        assertThat(call.json().at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
        JsonNode message = call.json().at("/choices/0/message");
        assertThat(message.at("/tool_calls/0/function/name").asString()).isEqualTo("get_weather");
        assertThat(message.at("/tool_calls/0/function/arguments").asString()).isEqualTo("{\"city\": \"Oslo\"}");
        assertThat(message.get("content").asString()).isEqualTo("Let me look.");

        var all = List.of(user("Weather in Oslo?"), message, result(message.at("/tool_calls/0/id").asString(), "-3 °C, snow"));
        Answer answer = send(Map.of("model", model, "messages", all, "tools", List.of(WEATHER)));
        assertThat(content(answer)).isEqualTo("It snows in Oslo.");
        assertThat(answer.conversation()).isEqualTo(call.conversation());
        assertThat(served.get("/api/conversations/" + call.conversation() + "/runs").json()).hasSize(1);
        assertThat(provider.lastRequest().raw()).contains("-3 °C, snow");

        int asked = provider.requests().size();
        assertThat(content(send(Map.of("model", model, "messages", all, "tools", List.of(WEATHER))))).isEqualTo("It snows in Oslo.");
        assertThat(provider.requests()).hasSize(asked);
    }

    @Test
    void several_functions_that_one_message_calls_are_handed_over_together() throws Exception {
        provider.answers(Reply.call("get_weather", "{\"city\":\"Rome\"}").andCall("get_weather", "{\"city\":\"Bonn\"}"), Reply.text("Sun in both."));
        List<Map<String, ?>> all = new ArrayList<>(List.of(user("Weather in Rome and Bonn?")));
        JsonNode message = send(Map.of("model", model, "messages", all, "tools", List.of(WEATHER))).json().at("/choices/0/message");
        assertThat(message.get("tool_calls").findValuesAsString("arguments")).containsExactly("{\"city\":\"Rome\"}", "{\"city\":\"Bonn\"}");

        Map<String, Object> said = Map.of("role", "assistant", "content", "", "tool_calls", message.get("tool_calls"));
        all.addAll(List.of(said, result(message.at("/tool_calls/1/id").asString(), "sun over Bonn"), result(message.at("/tool_calls/0/id").asString(), "sun over Rome")));
        assertThat(content(send(Map.of("model", model, "messages", all, "tools", List.of(WEATHER))))).isEqualTo("Sun in both.");
        assertThat(provider.lastRequest().raw()).containsSubsequence("sun over Rome", "sun over Bonn").doesNotContain("Only the first");
    }

    @Test
    void another_result_of_the_same_call_goes_on_in_a_fork() throws Exception {
        provider.answers(Reply.call("get_weather", "{\"city\":\"Rome\"}"), Reply.text("Sunny."), Reply.text("Rainy."));
        JsonNode message = send(Map.of("model", model, "messages", List.of(user("Weather in Rome?")), "tools", List.of(WEATHER))).json().at("/choices/0/message");
        String id = message.at("/tool_calls/0/id").asString();
        Answer sunny = send(Map.of("model", model, "messages", List.of(user("Weather in Rome?"), message, result(id, "sun")), "tools", List.of(WEATHER)));
        Answer rainy = send(Map.of("model", model, "messages", List.of(user("Weather in Rome?"), message, result(id, "rain")), "tools", List.of(WEATHER)));
        assertThat(content(sunny)).isEqualTo("Sunny.");
        assertThat(content(rainy)).isEqualTo("Rainy.");
        assertThat(rainy.conversation()).isNotEqualTo(sunny.conversation());
    }

    @Test
    void a_caller_that_never_gives_the_result_may_ask_something_else() throws Exception {
        provider.answers(Reply.call("get_weather", "{\"city\":\"Bern\"}"), Reply.text("Fine."));
        send(Map.of("model", model, "messages", List.of(user("Weather in Bern?")), "tools", List.of(WEATHER), "user", "bob"));
        assertThat(content(send(Map.of("model", model, "messages", List.of(user("How are you?")), "user", "bob")))).isEqualTo("Fine.");
    }

    @Test
    void a_stream_has_the_form_of_chunks() throws Exception {
        provider.answers(Reply.text("Streamed.").usage(10, 2));
        Answer stream = send(Map.of("model", model, "messages", List.of(user("Stream it.")), "stream", true, "stream_options", Map.of("include_usage", true)));
        assertThat(stream.contentType()).startsWith("text/event-stream");
        List<String> lines = stream.body().lines().filter(line -> !line.isBlank() && !line.startsWith(":")).toList();
        assertThat(lines).allMatch(line -> line.startsWith("data: ")).last().isEqualTo("data: [DONE]");
        List<JsonNode> chunks = lines.stream().limit(lines.size() - 1).map(line -> Served.parse(line.substring("data: ".length()))).toList();
        assertThat(chunks).allMatch(chunk -> chunk.get("object").asString().equals("chat.completion.chunk"));
        assertThat(chunks.stream().map(chunk -> chunk.get("id").asString()).distinct()).hasSize(1);
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        assertThat(chunks.stream().map(chunk -> chunk.at("/choices/0/delta/content").asString("")).reduce("", String::concat)).isEqualTo("Streamed.");
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(chunks.getLast().get("choices")).isEmpty();
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isEqualTo(12);
    }

    @Test
    void a_stream_goes_out_while_the_model_still_speaks_and_its_history_is_known() throws Exception {
        var goOn = new CountDownLatch(1);
        provider.answers(Reply.call("checkBudget", "{}").saying("Let me see."),
                new Held(Reply.call("finish", "{\"answer\": \"Forty-two is the answer to it.\"}"), goOn), Reply.text("Because."));
        var text = new StringBuilder();
        Map<String, ?> asked = Map.of("model", model, "messages", List.of(user("What is it?")), "stream", true);
        try (Stream<String> lines = served.lines(CHAT, asked)) {
            var each = lines.filter(line -> line.startsWith("data: {")).iterator();
            while (text.length() < "Let me see.\n\nForty".length()) {
                text.append(Served.parse(each.next().substring("data: ".length())).at("/choices/0/delta/content").asString(""));
            }
            assertThat(goOn.getCount()).as("the model has not ended").isEqualTo(1);
            goOn.countDown();
            each.forEachRemaining(line -> text.append(Served.parse(line.substring("data: ".length())).at("/choices/0/delta/content").asString("")));
        }
        assertThat(text.toString()).isEqualTo("Let me see.\n\nForty-two is the answer to it.");

        Answer next = chat(user("What is it?"), said(text.toString()), user("Why?"));
        assertThat(content(next)).isEqualTo("Because.");
        assertThat(served.get("/api/conversations/" + next.conversation() + "/events?follow=false").body()).as("the same conversation, not one made of the history")
                .contains("checkBudget");
    }

    @Test
    void what_fails_in_a_stream_is_told_in_it() throws Exception {
        provider.answers(Status.of(500));
        Answer stream = send(Map.of("model", model, "messages", List.of(user("Fail.")), "stream", true));
        assertThat(stream.body()).contains("\"error\":{\"message\":", "\"code\":\"model_unavailable\"").doesNotContain("[DONE]");
    }

    @Test
    void errors_have_openais_shape_and_name_the_field() throws Exception {
        error(served.send("POST", CHAT, "{not json"), 400, null, null);
        error(served.send("POST", CHAT, "[]"), 400, null, null);
        error(served.send("POST", CHAT, Map.of("messages", List.of(user("x")))), 400, "model", "missing_required_parameter");
        error(served.send("POST", CHAT, Map.of("model", model)), 400, "messages", "missing_required_parameter");
        error(served.send("POST", CHAT, Map.of("model", model, "messages", List.of())), 400, "messages", "empty_array");
        error(chatOf("no-such-agent", user("x")), 404, "model", "model_not_found");
        error(chat(Map.of("role", "robot", "content", "x")), 400, "messages[0].role", "invalid_value");
        error(chat(user(" ")), 400, null, "empty_question");
        error(chat(said("I speak last")), 400, "messages[0].role", null);
        error(chat(user("x"), result("call_9", "y")), 400, "messages[1].role", null);
        error(send(Map.of("model", model, "messages", List.of(user("x")), "n", 2)), 400, "n", "unsupported_value");
        error(send(Map.of("model", model, "messages", List.of(user("x")), "stream", "yes")), 400, "stream", "invalid_type");
        error(send(Map.of("model", model, "messages", List.of(user("x")), "tool_choice", "required")), 400, "tool_choice", null);
        error(send(Map.of("model", model, "messages", List.of(user("x")), "tool_choice", "sometimes", "tools", List.of(WEATHER))), 400, "tool_choice", "invalid_value");
        error(send(Map.of("model", model, "messages", List.of(user("x")), "tools", List.of(WEATHER), "tool_choice", function("set_weather"))), 400,
                "tool_choice.function.name", null);
        error(send(Map.of("model", model, "messages", List.of(user("x")), "max_tokens", 0)), 400, "max_tokens", "integer_below_min_value");
        error(send(Map.of("model", model, "messages", List.of(user("x")), "max_completion_tokens", -1)), 400, "max_completion_tokens", "integer_below_min_value");
        error(served.post("/v1/responses", Map.of("model", model, "input", "x", "max_output_tokens", 0)), 400, "max_output_tokens", "integer_below_min_value");
        error(send(Map.of("model", model, "messages", List.of(user("x")), "response_format", Map.of("type", "xml"))), 400, "response_format.type", "invalid_value");
        error(send(Map.of("model", model, "messages", List.of(user("x")), "response_format", schema(Map.of("type", "objekt")))), 400,
                "response_format.json_schema.schema", "invalid_json_schema");
        error(send(Map.of("model", model, "messages", List.of(user("x")), "response_format", schema(Map.of("$ref", "http://127.0.0.1:1/x.json")))), 400,
                "response_format.json_schema.schema", "invalid_json_schema");
        error(send(Map.of("model", model, "messages", List.of(user("x")), "tools", List.of(Map.of("type", "function", "function", Map.of("name", "finish"))))), 400,
                "tools[0].function.name", null);
        error(chat(Map.of("role", "user", "content", List.of(Map.of("type", "image_url", "image_url", Map.of("url", "x"))))), 400, "messages[0].content[0].type", "unsupported_value");
        error(served.get(CHAT), 405, null, "method_not_supported");
        error(served.send("POST", CHAT, "x=1", "Content-Type", "application/x-www-form-urlencoded"), 415, null, "unsupported_media_type");
        error(served.send("GET", "/v1/models", null, "Accept", "application/xml"), 406, null, "not_acceptable");
        error(chat(Map.of("role", "user", "content", 5)), 400, "messages[0].content", "invalid_type");
        error(served.get("/v1/assistants"), 404, null, "unknown_url");
        error(served.get("/v1"), 404, null, "unknown_url");
        error(send(Map.of("model", model, "messages", List.of(user("x")), "user", "u".repeat(300))), 400, "user", "invalid");
        assertThat(chatOf("m".repeat(50_000), user("x")).body()).hasSizeLessThan(3_000);
    }

    // --- models and embeddings

    @Test
    void a_question_that_is_longer_than_the_window_is_refused_as_openai_does_and_the_next_one_is_answered() throws Exception {
        String conversation = "long-" + UUID.randomUUID();
        Map<String, Object> pasted = Map.of("model", model, "messages", List.of(user("Nets are mended at dusk. ".repeat(8_000))));
        Map<String, Object> next = Map.of("model", model, "messages", List.of(user("What do you remember of me?")));

        error(served.send("POST", CHAT, pasted, "X-Palimpsest-Conversation", conversation), 400, "messages", "context_length_exceeded");

        provider.answers(Reply.text("Nothing yet."));
        assertThat(served.send("POST", CHAT, next, "X-Palimpsest-Conversation", conversation).status()).isEqualTo(200);
        assertThat(provider.lastRequest().raw()).contains("What do you remember of me?").doesNotContain("Nets are mended");
    }

    @Test
    void what_an_address_does_not_take_is_not_offered_there() throws Exception {
        assertThat(allowed("/v1")).isEmpty();
        assertThat(allowed(CHAT).orElseThrow()).contains("POST").doesNotContain("TRACE");
    }

    private static Optional<String> allowed(String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(served.url() + path)).method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).headers().firstValue("Allow");
        }
    }

    @Test
    void agents_are_models() throws Exception {
        JsonNode list = served.get("/v1/models").json();
        assertThat(list.get("object").asString()).isEqualTo("list");
        assertThat(list.get("data").findValuesAsString("id")).contains("default", model, "bge-small-en-v1.5-q");
        JsonNode one = served.get("/v1/models/" + model).json();
        assertThat(one.propertyNames()).containsExactlyInAnyOrder("id", "object", "created", "owned_by");
        error(served.get("/v1/models/none"), 404, "model", "model_not_found");
        for (String id : List.of("a/b", "a%2Fb", "a%2Fb%2F", "org/name:tag", "%C3%A9%20%25", "..%2F..%2Fapi%2Fstatus")) {
            error(served.get("/v1/models/" + id), 404, "model", "model_not_found");
        }
        assertThat(served.get("/api/openapi").json().get("paths").propertyNames()).contains("/v1/models/{id}");
        String slashed = "team/" + model;
        served.post("/api/agents", Map.of("name", slashed));
        assertThat(served.get("/v1/models/team%2F" + model).json().get("id").asString()).isEqualTo(slashed);
        assertThat(served.get("/v1/models/team/" + model).json().get("id").asString()).isEqualTo(slashed);
    }

    @Test
    void what_the_web_server_refuses_has_openais_shape_too_and_elsewhere_that_of_a_problem() throws Exception {
        for (String path : List.of("/v1/models/a%5Cb", "/v1/models/a;b=c", "/v1/models/%zz")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).startsWith("HTTP/1.1 400 ").contains("application/json").contains("{\"error\":{\"message\":").doesNotContain("<html", "Exception");
            assertThat(raw("GET " + path.replace("/v1/", "/api/") + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")).as(path)
                    .startsWith("HTTP/1.1 400 ").contains("application/problem+json").contains("urn:palimpsest:problem:invalid-request").doesNotContain("<html");
        }
        assertThat(raw("GET /v1/models/a|b HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")).as("an address that nobody could read: both shapes")
                .startsWith("HTTP/1.1 400 ").contains("\"error\":{\"message\":").contains("urn:palimpsest:problem:invalid-request").doesNotContain("<html");
        assertThat(raw("GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + "x".repeat(20_000) + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ").doesNotContain("<html");
        assertThat(served.get("/assets/..%2F..%2Fapplication.yml").status()).isEqualTo(404);
        assertThat(raw("POST /api/conversations/x/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: nonsense\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"))
                .startsWith("HTTP/1.1 406 ").contains("application/problem+json", "urn:palimpsest:problem:not-acceptable");
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        assertThat(raw("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Palimpsest-Conversation: \u0097\u009c\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body)).startsWith("HTTP/1.1 400 ").contains("{\"error\":{\"message\":\"A header or parameter holds control characters");
        assertThat(raw("TRACE /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")).contains("urn:palimpsest:problem:method-not-allowed");
        assertThat(served.get("/error").json().get("type").asString()).isEqualTo("urn:palimpsest:problem:not-found");
    }

    private static String raw(String request) throws Exception {
        URI address = URI.create(served.url());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void texts_are_embedded_as_numbers_or_bytes() throws Exception {
        JsonNode two = served.post("/v1/embeddings", Map.of("model", "bge-small-en-v1.5-q", "input", List.of("a cat", "a dog"))).json();
        assertThat(two.at("/data/1/index").asInt()).isEqualTo(1);
        assertThat(two.at("/data/0/embedding")).hasSize(384);
        assertThat(two.at("/usage/total_tokens").asInt()).isPositive();
        JsonNode bytes = served.post("/v1/embeddings", Map.of("model", "bge-small-en-v1.5-q", "input", "a cat", "encoding_format", "base64")).json();
        var floats = ByteBuffer.wrap(Base64.getDecoder().decode(bytes.at("/data/0/embedding").asString())).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        assertThat(floats.get(3)).isEqualTo((float) two.at("/data/0/embedding/3").asDouble());
        error(served.post("/v1/embeddings", Map.of("model", "bge-small-en-v1.5-q", "input", List.of(1, 2))), 400, "input", "unsupported_value");
        error(served.post("/v1/embeddings", Map.of("model", "bge-small-en-v1.5-q", "input", "x", "dimensions", 5)), 400, "dimensions", "unsupported_value");
        error(served.post("/v1/embeddings", Map.of("model", "text-embedding-3-small", "input", "x")), 404, "model", "model_not_found");
        error(served.post("/v1/embeddings", Map.of("model", "bge-small-en-v1.5-q", "input", "")), 400, "input", null);
    }

    // --- other people's clients

    @Test
    void the_models_of_langchain4j_work() throws Exception {
        provider.answers(Reply.text("Plain."), Reply.text("Streamed."), Reply.call("get_weather", "{\"city\": \"Ulm\"}"), Reply.text("Fog in Ulm."));
        var chat = OpenAiChatModel.builder().baseUrl(served.url() + "/v1").apiKey("none").modelName(model).maxRetries(0).build();
        assertThat(chat.chat("Say plain.")).isEqualTo("Plain.");

        var streamed = new CompletableFuture<ChatResponse>();
        var parts = new StringBuilder();
        OpenAiStreamingChatModel.builder().baseUrl(served.url() + "/v1").apiKey("none").modelName(model).build().chat("Stream.", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String part) {
                parts.append(part);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                streamed.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                streamed.completeExceptionally(error);
            }
        });
        assertThat(streamed.get(30, TimeUnit.SECONDS).aiMessage().text()).isEqualTo("Streamed.");
        assertThat(parts).hasToString("Streamed.");

        var weather = ToolSpecification.builder().name("get_weather").description("Weather").parameters(JsonObjectSchema.builder().addStringProperty("city").build()).build();
        var question = UserMessage.from("Weather in Ulm?");
        var called = chat.chat(ChatRequest.builder().messages(question).toolSpecifications(weather).build()).aiMessage();
        assertThat(called.toolExecutionRequests()).singleElement().satisfies(call -> assertThat(call.arguments()).isEqualTo("{\"city\": \"Ulm\"}"));
        var answer = chat.chat(ChatRequest.builder().messages(question, called, ToolExecutionResultMessage.from(called.toolExecutionRequests().getFirst(), "fog"))
                .toolSpecifications(weather).build());
        assertThat(answer.aiMessage().text()).isEqualTo("Fog in Ulm.");
        assertThat(answer.tokenUsage().inputTokenCount()).isPositive();

        var embeddings = OpenAiEmbeddingModel.builder().baseUrl(served.url() + "/v1").apiKey("none").modelName("bge-small-en-v1.5-q").build();
        assertThat(embeddings.embed("a text").content().dimension()).isEqualTo(384);
    }

    // --- strangers

    @Test
    void strangers_who_say_the_same_have_a_conversation_each_and_stay_apart() throws Exception {
        provider.answers(Reply.text("Hi!"), Reply.text("Hi!"), Reply.text("Ann."), Reply.text("Bob."), Reply.text("Still Ann."));
        Answer ann = chat(user("hello"));
        Answer bob = chat(user("hello"));
        assertThat(bob.conversation()).isNotEqualTo(ann.conversation());
        assertThat(bob.json().get("id").asString()).isNotEqualTo(ann.json().get("id").asString());

        // Nobody can tell whose turn this is: it is answered from what it says, in a conversation that is neither's.
        Answer annsNext = chat(user("hello"), said("Hi!"), user("I am Ann."));
        Answer bobsNext = chat(user("hello"), said("Hi!"), user("I am Bob."));
        assertThat(List.of(annsNext.conversation(), bobsNext.conversation())).doesNotHaveDuplicates().doesNotContain(ann.conversation(), bob.conversation());
        assertThat(provider.lastRequest().raw()).contains("hello", "Hi!", "I am Bob.").doesNotContain("I am Ann.");

        Answer annsLast = chat(user("hello"), said("Hi!"), user("I am Ann."), said("Ann."), user("Who am I?"));
        assertThat(annsLast.conversation()).as("what only Ann said leads to her conversation").isEqualTo(annsNext.conversation());
    }

    @Test
    void strangers_who_say_the_same_at_once_have_a_run_each() throws Exception {
        int before = provider.requests().size();
        provider.answers(Reply.text("One."), Reply.text("Two."), Reply.text("Three."));
        List<Answer> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(Collections.<Callable<Answer>>nCopies(3, () -> chat(user("good morning"))))) {
                answers.add(answer.get());
            }
        }
        assertThat(answers).extracting(Answer::conversation).doesNotHaveDuplicates();
        assertThat(answers).extracting(OpenAiIT::content).containsExactlyInAnyOrder("One.", "Two.", "Three.");
        assertThat(provider.requests()).hasSize(before + 3);
    }

    @Test
    void a_key_that_came_with_another_request_is_refused() throws Exception {
        provider.answers(Reply.text("Moss."));
        Answer first = send(Map.of("model", model, "messages", List.of(user("What grows on the north wall?"))), "Idempotency-Key", "wall");
        int asked = provider.requests().size();
        error(send(Map.of("model", model, "messages", List.of(user("What grows on the south wall?"))), "Idempotency-Key", "wall"), 422, "Idempotency-Key", "idempotency_key_reused");
        Answer again = send(Map.of("model", model, "messages", List.of(user("What grows on the north wall?"))), "Idempotency-Key", "wall");
        assertThat(again.conversation()).isEqualTo(first.conversation());
        assertThat(provider.requests()).hasSize(asked);
    }

    @Test
    void the_forks_of_one_conversation_are_one_callers() throws Exception {
        provider.answers(Reply.text("Moss."), Reply.text("Green."), Reply.text("Green."), Reply.text("Soft."));
        chat(user("What grows here?"));
        var second = List.of(user("What grows here?"), said("Moss."), user("Which colour?"));
        Answer once = send(Map.of("model", model, "messages", second), "Idempotency-Key", "first");
        Answer again = send(Map.of("model", model, "messages", second), "Idempotency-Key", "second");
        assertThat(again.conversation()).as("asked once more, in a fork").isNotEqualTo(once.conversation());

        Answer third = chat(user("What grows here?"), said("Moss."), user("Which colour?"), said("Green."), user("How does it feel?"));
        assertThat(third.conversation()).isEqualTo(again.conversation());
    }

    @Test
    void an_answer_that_a_person_stopped_is_no_answer_in_the_form() throws Exception {
        provider.answers(Reply.text("Here."));
        String conversation = chat(user("Are you there?")).conversation();
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        provider.answersWith(request -> {
            begun.countDown();
            return new Held(Reply.call("checkBudget", "{}"), goOn);
        });
        Map<String, Object> asked = Map.of("model", model, "messages", List.of(user("Take long.")), "response_format", Map.of("type", "json_object"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads.submit(() -> send(asked, "X-Palimpsest-Conversation", conversation));
            begun.await();
            served.post("/api/conversations/" + conversation + "/cancel", Map.of());
            goOn.countDown();
            error(answer.get(), 500, null, "stopped");
        }
    }

    @Test
    void an_agent_without_a_language_model_says_what_is_missing() throws Exception {
        String quoting = "quoting-" + UUID.randomUUID();
        served.post("/api/agents", Map.of("name", quoting, "model", "extractive"));
        Answer formed = send(Map.of("model", quoting, "messages", List.of(user("x")), "response_format", schema(CITY)));
        error(formed, 400, "response_format", "unsupported_value");
        assertThat(formed.body()).contains("palimpsest.default-model");
        error(send(Map.of("model", quoting, "messages", List.of(user("x")), "tools", List.of(WEATHER), "tool_choice", "required")), 400, "tool_choice", "unsupported_value");
        error(served.post("/v1/responses", Map.of("model", quoting, "input", "x", "text", Map.of("format", Map.of("type", "json_object")))), 400, "text.format",
                "unsupported_value");
    }

    // --- what the caller asks of an answer

    private static final Map<String, Object> CITY = Map.of("type", "object", "additionalProperties", false, "required", List.of("city", "people"),
            "properties", Map.of("city", Map.of("type", "string"), "people", Map.of("type", "integer")));

    @Test
    void an_answer_has_the_form_of_the_schema_and_the_provider_is_told_of_it() throws Exception {
        provider.answers(Reply.text("{\"city\": \"Oslo\", \"people\": 700000}"));
        Answer answer = send(Map.of("model", model, "messages", List.of(user("A city?")), "response_format", schema(CITY)));

        assertThat(Served.parse(content(answer)).get("city").asString()).isEqualTo("Oslo");
        JsonNode sent = provider.lastRequest().body();
        assertThat(sent.at("/response_format/type").asString()).isEqualTo("json_schema");
        assertThat(sent.at("/response_format/json_schema/schema/properties/people/type").asString()).isEqualTo("integer");
        JsonNode finish = sent.get("tools").valueStream().filter(tool -> tool.at("/function/name").asString().equals("finish")).findFirst().orElseThrow();
        assertThat(finish.at("/function/parameters/properties/answer/properties/city/type").asString()).isEqualTo("string");
    }

    @Test
    void an_answer_that_does_not_fit_is_mended_by_one_further_request_that_names_the_fault() throws Exception {
        provider.answers(Reply.call("finish", "{\"answer\": {\"city\": \"Oslo\", \"people\": \"many\"}}"), Reply.text("```json\n{\"city\": \"Oslo\", \"people\": 7}\n```"),
                Reply.text("Because."));
        int before = provider.requests().size();
        Answer answer = send(Map.of("model", model, "messages", List.of(user("Which city?")), "response_format", schema(CITY)));

        assertThat(content(answer)).isEqualTo("{\"city\": \"Oslo\", \"people\": 7}");
        assertThat(provider.requests()).hasSize(before + 2);
        assertThat(provider.lastRequest().raw()).contains("at /people").contains("integer");
        Answer next = chat(user("Which city?"), said(content(answer)), user("Why?"));
        assertThat(next.conversation()).as("found by what the caller was given").isEqualTo(answer.conversation());
    }

    @Test
    void an_answer_that_does_not_fit_twice_is_an_error_that_says_why_and_no_half_answer() throws Exception {
        provider.answers(Reply.text("Oslo, I think."), Reply.text("Really Oslo."));
        Answer whole = send(Map.of("model", model, "messages", List.of(user("What city?")), "response_format", Map.of("type", "json_object")));
        error(whole, 503, null, "answer_format");
        assertThat(whole.body()).contains("not JSON");

        provider.answers(Reply.text("Oslo, I think."), Reply.text("Really Oslo."));
        Answer stream = send(Map.of("model", model, "messages", List.of(user("What a city?")), "response_format", Map.of("type", "json_object"), "stream", true));
        assertThat(stream.body()).contains("\"code\":\"answer_format\"").doesNotContain("Oslo", "[DONE]");
    }

    @Test
    void a_provider_that_knows_no_format_is_asked_without_it() throws Exception {
        provider.answers(Status.of(400, "response_format is not supported"), Reply.text("{\"a\": 1}"));
        Answer answer = send(Map.of("model", model, "messages", List.of(user("An object?")), "response_format", Map.of("type", "json_object")));
        assertThat(content(answer)).isEqualTo("{\"a\": 1}");
        assertThat(provider.lastRequest().body().has("response_format")).isFalse();
    }

    @Test
    void a_function_that_must_be_called_is_called_and_an_answer_in_its_place_is_sent_back_once() throws Exception {
        provider.answers(Reply.text("It is warm."), Reply.call("get_weather", "{\"city\": \"Bari\"}"), Reply.text("Warm."));
        Map<String, Object> asked = Map.of("model", model, "messages", List.of(user("Weather in Bari?")), "tools", List.of(WEATHER), "tool_choice", function("get_weather"));
        JsonNode message = send(asked).json().at("/choices/0/message");
        assertThat(message.at("/tool_calls/0/function/name").asString()).isEqualTo("get_weather");
        JsonNode sent = provider.lastRequest().body();
        assertThat(sent.get("tool_choice").asString()).isEqualTo("required");
        assertThat(sent.get("tools").findValuesAsString("name")).contains("get_weather").doesNotContain("finish");

        var all = List.of(user("Weather in Bari?"), message, result(message.at("/tool_calls/0/id").asString(), "warm"));
        assertThat(content(send(Map.of("model", model, "messages", all, "tools", List.of(WEATHER))))).isEqualTo("Warm.");
        assertThat(provider.lastRequest().body().has("tool_choice")).isFalse();

        provider.answers(Reply.text("It is warm."), Reply.call("finish", "{\"answer\": \"Warm.\"}"));
        error(send(Map.of("model", model, "messages", List.of(user("Weather in Lecce?")), "tools", List.of(WEATHER), "tool_choice", "required")), 503, null,
                "function_not_called");
    }

    @Test
    void more_functions_than_a_provider_takes_are_refused_with_how_many_may_be_given() throws Exception {
        List<Map<String, Object>> tools = IntStream.range(0, 128).mapToObj(number -> Map.<String, Object>of("type", "function", "function", Map.of("name", "f" + number))).toList();
        int asked = provider.requests().size();
        Answer refused = send(Map.of("model", model, "messages", List.of(user("Many?")), "tools", tools));
        error(refused, 400, "tools", "array_above_max_length");
        int most = Integer.parseInt(refused.json().at("/error/message").asString().replaceAll(".*Give (\\d+) at most.*", "$1"));
        assertThat(provider.requests()).hasSize(asked);

        provider.answers(Reply.call("finish", "{\"answer\": \"Many.\"}"));
        assertThat(content(send(Map.of("model", model, "messages", List.of(user("Many?")), "tools", tools.subList(0, most))))).isEqualTo("Many.");
        assertThat(provider.lastRequest().body().get("tools")).hasSizeBetween(most + 1, 128);
    }

    @Test
    void calls_reach_a_caller_one_by_one_who_wants_no_two_at_once() throws Exception {
        provider.answers(Reply.call("get_weather", "{\"city\":\"Graz\"}").andCall("get_weather", "{\"city\":\"Linz\"}"));
        JsonNode message = send(Map.of("model", model, "messages", List.of(user("Graz and Linz?")), "tools", List.of(WEATHER), "parallel_tool_calls", false)).json()
                .at("/choices/0/message");
        assertThat(message.get("tool_calls").findValuesAsString("arguments")).containsExactly("{\"city\":\"Graz\"}");
    }

    @Test
    void a_call_whose_arguments_come_back_changed_is_known_by_its_id() throws Exception {
        provider.answers(Reply.call("get_weather", "{\"city\": \"Os"), Reply.call("get_weather", "{\"city\": "), Reply.text("I give up."));
        List<Map<String, ?>> all = new ArrayList<>(List.of(user("Weather in Os?")));
        String conversation = null;
        for (int i = 0; i < 2; i++) {
            Answer called = send(Map.of("model", model, "messages", all, "tools", List.of(WEATHER)));
            conversation = conversation == null ? called.conversation() : conversation;
            assertThat(called.conversation()).isEqualTo(conversation);
            String id = called.json().at("/choices/0/message/tool_calls/0/id").asString();
            all.add(Map.of("role", "assistant", "content", "", "tool_calls", List.of(Map.of("id", id, "type", "function",
                    "function", Map.of("name", "get_weather", "arguments", "{}")))));
            all.add(result(id, "The arguments are no JSON."));
        }
        Answer last = send(Map.of("model", model, "messages", all, "tools", List.of(WEATHER)));
        assertThat(content(last)).isEqualTo("I give up.");
        assertThat(last.conversation()).isEqualTo(conversation);
        assertThat(served.get("/api/conversations/" + conversation + "/runs").json()).hasSize(1);
    }

    private static Map<String, Object> function(String name) {
        return Map.of("type", "function", "function", Map.of("name", name));
    }

    private static Map<String, Object> schema(Map<String, ?> schema) {
        return Map.of("type", "json_schema", "json_schema", Map.of("name", "city", "strict", true, "schema", schema));
    }

    // --- responses

    @Test
    void items_of_earlier_responses_come_as_references() throws Exception {
        provider.answers(Reply.text("Red."), Reply.call("add", "{\"a\": 1}").saying("Let me add."), Reply.text("Two."));
        Map<String, Object> add = Map.of("type", "function", "name", "add", "parameters", Map.of("type", "object", "properties", Map.of()));
        Answer first = served.post("/v1/responses", Map.of("model", model, "input", "A colour?", "store", true));
        List<Object> input = new ArrayList<>(List.of(user("A colour?"), reference(first.json().at("/output/0/id")), user("Add.")));
        Answer second = served.post("/v1/responses", Map.of("model", model, "input", input, "tools", List.of(add)));
        assertThat(second.conversation()).isEqualTo(first.conversation());

        JsonNode call = second.json().at("/output/1");
        input.addAll(List.of(reference(second.json().at("/output/0/id")), reference(call.get("id")),
                Map.of("type", "function_call_output", "call_id", call.get("call_id").asString(), "output", "2")));
        Answer third = served.post("/v1/responses", Map.of("model", model, "input", input, "tools", List.of(add), "parallel_tool_calls", false, "store", false));
        assertThat(third.conversation()).isEqualTo(first.conversation());
        assertThat(third.json().at("/output/0/content/0/text").asString()).isEqualTo("Two.");
        assertThat(second.json().get("parallel_tool_calls").asBoolean()).isTrue();
        assertThat(second.json().at("/tools/0/name").asString()).isEqualTo("add");
        assertThat(third.json().get("parallel_tool_calls").asBoolean()).isFalse();
        assertThat(third.json().get("store").asBoolean()).isFalse();
    }

    private static Map<String, Object> reference(JsonNode id) {
        return Map.of("type", "item_reference", "id", id.asString());
    }

    @Test
    void a_response_has_the_form_that_was_asked_for() throws Exception {
        provider.answers(Reply.call("finish", "{\"answer\": {\"city\": \"Bonn\", \"people\": 3}}"));
        Map<String, Object> format = Map.of("type", "json_schema", "name", "city", "schema", CITY);
        JsonNode response = served.post("/v1/responses", Map.of("model", model, "input", "A city?", "text", Map.of("format", format))).json();
        assertThat(Served.parse(response.at("/output/0/content/0/text").asString()).get("people").asInt()).isEqualTo(3);
        assertThat(response.at("/text/format/name").asString()).isEqualTo("city");
    }

    @Test
    void a_response_goes_on_from_any_earlier_one() throws Exception {
        provider.answers(Reply.text("Red."), Reply.text("Blue."), Reply.text("Green."));
        JsonNode first = served.post("/v1/responses", Map.of("model", model, "input", "A colour?", "metadata", Map.of("k", "v"))).json();
        assertThat(first.get("status").asString()).isEqualTo("completed");
        assertThat(first.at("/output/0/content/0/text").asString()).isEqualTo("Red.");
        assertThat(first.at("/metadata/k").asString()).isEqualTo("v");
        String id = first.get("id").asString();
        Answer second = served.post("/v1/responses", Map.of("model", model, "input", "Another?", "previous_response_id", id));
        Answer other = served.post("/v1/responses", Map.of("model", model, "input", List.of(Map.of("role", "user", "content",
                List.of(Map.of("type", "input_text", "text", "A third?")))), "previous_response_id", id));
        assertThat(second.json().get("previous_response_id").asString()).isEqualTo(id);
        assertThat(events(second.conversation())).containsExactly("A colour?", "Another?");
        assertThat(events(other.conversation())).containsExactly("A colour?", "A third?");
        error(served.post("/v1/responses", Map.of("model", model, "input", "x", "previous_response_id", "resp_x")), 404, "previous_response_id", "response_not_found");
        error(served.post("/v1/responses", Map.of("model", model, "input", List.of(Map.of("type", "item_reference", "id", "msg_0000")))), 404, "input[0].id", "item_not_found");
        error(served.post("/v1/responses", Map.of("model", model)), 400, "input", "missing_required_parameter");
    }

    // ---

    /** With a key that is the same for the same question. */
    private Answer keyed(String question) throws Exception {
        return send(Map.of("model", model, "messages", List.of(user(question))), "Idempotency-Key", "key-of-" + question);
    }

    private Answer chat(Object... messages) throws Exception {
        return chatOf(model, messages);
    }

    private static Answer chatOf(String model, Object... messages) throws Exception {
        return send(Map.of("model", model, "messages", List.of(messages)));
    }

    private static Answer send(Object body, String... headers) throws Exception {
        return served.send("POST", CHAT, body, headers);
    }

    private static Map<String, Object> user(String content) {
        return Map.of("role", "user", "content", content);
    }

    private static Map<String, Object> said(String content) {
        return Map.of("role", "assistant", "content", content);
    }

    private static Map<String, Object> result(String callId, String content) {
        return Map.of("role", "tool", "tool_call_id", callId, "content", content);
    }

    private static String content(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/choices/0/message/content").asString();
    }

    /** What users said in a conversation. */
    static List<String> events(String conversation) throws Exception {
        return served.get("/api/conversations/" + conversation + "/messages").json().valueStream()
                .filter(message -> message.path("role").asString("").equals("user")).map(message -> message.get("content").asString()).toList();
    }

    private static void error(Answer answer, int status, String param, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        JsonNode error = answer.json().get("error");
        assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.get("message").asString()).isNotBlank();
        assertThat(error.get("param").asString(null)).as(answer.body()).isEqualTo(param);
        assertThat(error.get("code").asString(null)).as(answer.body()).isEqualTo(code);
    }
}
