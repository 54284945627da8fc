package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.awaitility.Awaitility;
import palimpsest.runtime.deployment.Dashboard;
import palimpsest.runtime.endtoend.Served.Answer;
import palimpsest.runtime.wiring.EmbeddedDatabaseStart;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.Answer.Status;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;

/** What a client of the HTTP API meets, over a real server and a real PostgreSQL with pgvector. */
class HttpJourneyIT {

    private static final String FACT = "The lighthouse keeper Ferdinand Oakley hid the brass key under the seventh stair \uD83D\uDDDD of the tower.";

    @TempDir
    static Path data;

    private static ScriptedModelServer provider;
    private static MetricSink collector;
    private static Served served;

    @BeforeAll
    static void start() throws Exception {
        provider = ScriptedModelServer.start();
        collector = new MetricSink();
        Map<String, Object> properties = new HashMap<>(Map.of("palimpsest.embedding.enabled", false,
                "palimpsest.models.scripted.provider", "openai", "palimpsest.models.scripted.base-url", provider.baseUrl(),
                "palimpsest.models.scripted.max-retries", 0,
                "palimpsest.models.down.provider", "openai", "palimpsest.models.down.base-url", "http://127.0.0.1:1/v1", "palimpsest.models.down.max-retries", 0));
        properties.putAll(Map.of("management.otlp.metrics.export.enabled", true, "management.otlp.metrics.export.url", collector.url(),
                "management.otlp.metrics.export.step", "1s"));
        // an empty database: the first start migrates
        properties.put(EmbeddedDatabaseStart.TEMPLATE, "");
        served = Served.start(data, properties);
    }

    @AfterAll
    static void stop() {
        served.close();
        provider.close();
        collector.close();
    }

    @Test
    void a_question_over_an_upload_is_answered_with_a_quote_at_its_place() throws Exception {
        String text = "\uD83D\uDCD6 A start beyond the basic plane.\n" + Corpus.of(6000, 1, FACT, 4321);
        String conversation = served.conversation();
        JsonNode uploaded = served.upload(conversation, "tower.txt", text).json();
        assertThat(uploaded.at("/documents/0/name").asString()).isEqualTo("tower.txt");

        Answer stream = served.ask(conversation, "Where did the lighthouse keeper Ferdinand Oakley hide the brass key?");

        JsonNode answer = Served.event(stream, "answer");
        assertThat(answer.get("answer").asString()).contains("seventh stair");
        JsonNode citation = answer.at("/citations/0");
        int start = text.offsetByCodePoints(0, citation.get("start").asInt());
        int end = text.offsetByCodePoints(0, citation.get("end").asInt());
        assertThat(text.substring(start, end)).isEqualTo(citation.get("quote").asString()).contains("under the seventh stair");
        assertThat(answer.get("peak_request_tokens").asInt()).isLessThan(32_000).isPositive();
        assertThat(answer.get("language_model").asBoolean()).isFalse();
        JsonNode span = served.get("/api/documents/" + citation.get("document_id").asString() + "/text?start=" + citation.get("start").asInt()
                + "&end=" + citation.get("end").asInt()).json();
        assertThat(span.get("text").asString()).isEqualTo(citation.get("quote").asString());
        assertThat(served.get("/api/conversations/" + conversation + "/notes").json().size()).isPositive();
        assertThat(served.get("/api/conversations/" + conversation + "/messages").body()).contains("\"pruned\":true", "\"role\":\"answer\"");
        assertThat(served.get("/api/conversations/" + conversation + "/window").json().get("request_tokens").asInt()).isPositive();
    }

    @Test
    void a_folder_of_many_files_with_long_names_is_one_upload() throws Exception {
        String conversation = served.conversation();
        Answer many = served.upload(conversation, names(60), "The lock is shut.");
        assertThat(many.status()).isEqualTo(200);
        assertThat(many.json().get("documents")).hasSize(60);
        Answer tooMany = served.upload(conversation, names(1_001), "The lock is shut.");
        problem(tooMany, 413, "document-too-large");
        assertThat(tooMany.json().get("detail").asString()).contains("more files", "several requests");
    }

    /** Of so many parts of one upload, as what stands between the quotation marks of a name. */
    private static String names(int parts) {
        return IntStream.range(0, parts).mapToObj(i -> "\u6c34\u95f8".repeat(100) + i + ".txt")
                .collect(Collectors.joining("\"\r\n\r\nThe lock is shut.\r\n------palimpsest-test\r\nContent-Disposition: form-data; name=\"files\"; filename=\""));
    }

    @Test
    void a_file_uploaded_again_replaces_what_it_was_and_is_erased_when_asked() throws Exception {
        String conversation = served.conversation();
        String old = served.upload(conversation, "returns.txt", "Goods may be returned within 24 days of delivery.").json().at("/documents/0/id").asString();
        String now = served.upload(conversation, "returns.txt", "Goods may be returned within 31 days of delivery.").json().at("/documents/0/id").asString();
        assertThat(served.get("/api/conversations/" + conversation + "/documents").json()).extracting(document -> document.get("id").asString()).containsExactly(now);
        assertThat(served.get("/api/documents/" + old + "/text").body()).as("readable for those who cite it").contains("24 days");
        JsonNode answer = Served.event(served.ask(conversation, "Within how many days may goods be returned?"), "answer");
        assertThat(answer.get("answer").asString()).contains("31 days").doesNotContain("24 days");

        assertThat(served.get("/api/search?q=delivery").body()).as("of all documents those that a conversation reads from").contains(now).doesNotContain(old);
        assertThat(served.get("/api/search?q=delivery&document=" + old).body()).as("where it is named").contains(old);

        served.uploadBeside(conversation, "returns.txt", "Goods may be returned within 40 days of delivery.");
        assertThat(served.get("/api/conversations/" + conversation + "/documents").json().size()).isEqualTo(2);

        JsonNode erased = served.delete("/api/documents/" + now).json();
        assertThat(erased.get("name").asString()).isEqualTo("returns.txt");
        assertThat(erased.get("passages").asInt()).isEqualTo(1);
        assertThat(served.get("/api/documents/" + now + "/text").status()).isEqualTo(404);
        assertThat(served.delete("/api/documents/" + now).status()).isEqualTo(404);
        assertThat(served.get("/api/search?q=returned&document=" + now).body()).doesNotContain("31 days");
        assertThat(Served.event(served.ask(conversation, "How long may goods be returned?"), "answer").get("answer").asString()).contains("40 days").doesNotContain("31 days");
    }

    @Test
    void events_are_numbered_without_gaps_and_go_on_after_the_last_one_seen() throws Exception {
        String conversation = served.conversation();
        served.upload(conversation, "short.txt", "The harbor master is called Wilma Krull. She counts the boats every evening.");
        served.ask(conversation, "Who is the harbor master?");
        String all = served.get("/api/conversations/" + conversation + "/events?follow=false").body();
        long count = all.lines().filter(line -> line.startsWith("id:")).count();
        assertThat(all.lines().filter(line -> line.startsWith("id:")).map(line -> Long.parseLong(line.substring(3).strip())))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, count).boxed().toList());
        String rest = served.get("/api/conversations/" + conversation + "/events?follow=false&after=" + (count - 1)).body();
        assertThat(rest.lines().filter(line -> line.startsWith("id:")).toList()).hasSize(1);
        assertThat(rest).contains("event:answer", "Wilma Krull");
    }

    @Test
    void a_model_behind_an_openai_endpoint_drives_the_same_loop() throws Exception {
        String conversation = withModel("scripted");
        served.upload(conversation, "short.txt", "The harbor master is called Wilma Krull.");
        provider.answers(Reply.call("analyzeText", "{}"), Reply.call("loadDocument", "{}"),
                Reply.call("finish", "{\"answer\": \"It is \\\"Wilma Krull\\\".\"}"));
        JsonNode answer = Served.event(served.ask(conversation, "Who is the harbor master?"), "answer");
        assertThat(answer.get("answer").asString()).contains("Wilma Krull");
        assertThat(answer.at("/citations/0/quote").asString()).contains("Wilma Krull");
        assertThat(answer.get("steps").asInt()).isEqualTo(3);
        assertThat(answer.get("language_model").asBoolean()).isTrue();
        String metrics = served.get("/actuator/prometheus").body();
        assertThat(metrics).contains("palimpsest_runs_total{outcome=\"finish\"}").doesNotContain("Krull");
        assertThat(new Dashboard().metrics()).as("what the dashboard asks for").isNotEmpty().allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "[{ ]"));
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> collector.holds("palimpsest.runs") && collector.holds("gen_ai.client.operation.duration"));
    }

    @Test
    void what_the_model_says_is_sent_as_it_says_it_to_who_asks_for_tokens() throws Exception {
        String conversation = withModel("scripted");
        provider.answers(Reply.text("Good day to you."), Reply.text("Good night."));
        Answer stream = served.send("POST", "/api/conversations/" + conversation + "/messages?tokens=true", Map.of("content", "Hello"), "Accept", "text/event-stream");
        List<JsonNode> tokens = Pattern.compile("event:tokens\ndata:(.*)").matcher(stream.body()).results().map(found -> Served.parse(found.group(1))).toList();
        assertThat(tokens.stream().map(token -> token.get("text").asString()).collect(Collectors.joining())).isEqualTo("Good day to you.");
        assertThat(tokens.getLast().get("offset").asInt()).isEqualTo("Good day to ".length());
        assertThat(Served.event(stream, "answer").get("answer").asString()).isEqualTo("Good day to you.");
        assertThat(served.ask(conversation, "Bye").body()).contains("Good night.").doesNotContain("event:tokens");
        assertThat(served.get("/api/conversations/" + conversation + "/events?follow=false").body()).as("nothing of it is recorded").doesNotContain("tokens\n");
    }

    @Test
    void a_request_has_an_id_which_may_be_the_callers() throws Exception {
        assertThat(served.send("GET", "/api/status", null, "X-Request-Id", "abc-1.2_3").requestId()).isEqualTo("abc-1.2_3");
        assertThat(served.send("GET", "/api/nothing", null, "X-Request-Id", "one two").requestId()).matches("[0-9a-f-]{36}");
    }

    @Test
    void a_model_that_is_down_ends_the_run_and_loses_nothing() throws Exception {
        String conversation = withModel("down");
        Answer stream = served.ask(conversation, "Anyone there?");
        JsonNode error = Served.event(stream, "error");
        assertThat(error.get("type").asString()).isEqualTo("urn:palimpsest:problem:model-unavailable");
        assertThat(error.get("detail").asString()).contains("127.0.0.1:1");
        assertThat(served.get("/api/conversations/" + conversation + "/messages").body()).contains("Anyone there?");
        assertThat(served.get("/api/conversations/" + conversation).json().get("status").asString()).isEqualTo("idle");
    }

    @Test
    void bad_requests_get_problem_details_that_say_what_to_do() throws Exception {
        String conversation = served.conversation();
        problem(served.post("/api/conversations/" + conversation + "/messages", Map.of("content", " ")), 400, "empty-question");
        problem(served.upload(conversation, "empty.txt", ""), 422, "no-readable-document");
        problem(served.upload(conversation, "picture.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 0}), 422, "no-readable-document");
        problem(served.get("/api/conversations/" + UUID.randomUUID()), 404, "not-found");
        problem(served.get("/api/conversations/abc"), 404, "not-found");
        problem(served.get("/api/nothing"), 404, "not-found");
        problem(served.post("/api/agents", Map.of("name", "x", "model", "no-such-model")), 400, "invalid-request");
        problem(served.post("/api/agents", Map.of("name", "x", "window", 10)), 400, "invalid-request");
        problem(served.post("/api/agents", Map.of("name", "half", "window", 32000.5)), 400, "invalid-request");
        problem(served.post("/api/agents", Map.of("name", "written", "window", "32000")), 400, "invalid-request");
        problem(served.post("/api/conversations", "no object"), 400, "invalid-request");
    }

    @Test
    void a_deleted_agent_is_offered_no_longer_and_its_conversations_go_on() throws Exception {
        String agent = served.post("/api/agents", Map.of("name", "porter", "system_prompt", "You carry trunks.")).json().get("id").asString();
        String conversation = served.post("/api/conversations", Map.of("agent_id", agent)).json().get("id").asString();
        served.upload(conversation, "trunks.txt", "The blue trunk belongs to Miss Ottoline Hale.");
        assertThat(served.delete("/api/agents/" + agent).status()).isEqualTo(204);

        assertThat(served.get("/api/agents").body()).doesNotContain("porter");
        assertThat(served.get("/api/agents/" + agent).status()).isEqualTo(404);
        assertThat(served.delete("/api/agents/" + agent).status()).isEqualTo(404);
        assertThat(served.post("/api/conversations", Map.of("agent_id", agent)).status()).isEqualTo(404);
        assertThat(Served.event(served.ask(conversation, "Whom does the blue trunk belong to?"), "answer").get("answer").asString()).contains("Ottoline Hale");
        assertThat(served.get("/api/conversations/" + conversation + "/window").body()).contains("You carry trunks.");
        assertThat(served.get("/api/conversations/" + conversation + "/export").status()).isEqualTo(200);
        assertThat(served.post("/api/agents", Map.of("name", "porter")).json().get("id").asString()).as("the name can be given again").isNotEqualTo(agent);

        String usual = served.get("/api/agents").json().valueStream().filter(each -> each.get("name").asString().equals("default")).findFirst().orElseThrow().get("id").asString();
        var refused = served.delete("/api/agents/" + usual);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("detail").asString()).contains("change it instead");
    }

    @Test
    void a_model_is_tested_by_asking_it_for_a_word() throws Exception {
        provider.answers(Reply.text("OK"));
        JsonNode works = served.post("/api/models/scripted/test", Map.of()).json();
        assertThat(works.get("works").asBoolean()).isTrue();
        assertThat(works.get("answer").asString()).isEqualTo("OK");
        provider.answers(Status.of(401, "{\"error\": {\"message\": \"no such key\"}}"));
        JsonNode refused = served.post("/api/models/scripted/test", Map.of()).json();
        assertThat(refused.get("works").asBoolean()).isFalse();
        assertThat(refused.get("failure").asString()).isEqualTo("unauthorized");
        assertThat(refused.get("problem").asString()).contains("key");
        assertThat(served.post("/api/models/down/test", Map.of()).json().get("failure").asString()).isEqualTo("unreachable");
        assertThat(served.post("/api/models/extractive/test", Map.of()).status()).isEqualTo(400);
        assertThat(served.post("/api/models/nobody/test", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void a_deleted_conversation_is_gone_from_the_list() throws Exception {
        String conversation = served.conversation();
        assertThat(served.get("/api/conversations").body()).contains(conversation);
        assertThat(served.delete("/api/conversations/" + conversation).status()).isEqualTo(204);
        assertThat(served.get("/api/conversations").body()).doesNotContain(conversation);
        problem(served.get("/api/conversations/" + conversation), 404, "not-found");
    }

    private static String withModel(String model) throws Exception {
        String agent = served.post("/api/agents", Map.of("name", model + UUID.randomUUID(), "model", model)).json().get("id").asString();
        return served.post("/api/conversations", Map.of("agent_id", agent)).json().get("id").asString();
    }

    private static void problem(Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:palimpsest:problem:" + type);
        assertThat(answer.json().get("detail").asString()).isNotBlank();
    }

    @Test
    void documents_are_searched_page_by_page_without_an_agent() throws Exception {
        String conversation = served.conversation();
        String document = served.upload(conversation, "zoo.txt", "The okapi sleeps. " + "Nothing else. ".repeat(200) + "\n\nAn okapi \"wakes up\" at noon.")
                .json().at("/documents/0/id").asString();
        JsonNode first = served.get("/api/search?q=okapi&limit=1&document=" + document).json();
        assertThat(first.at("/hits/0/highlights/0").asString()).contains("<em>okapi</em>");
        assertThat(first.get("more").asBoolean()).isTrue();
        JsonNode second = served.post("/api/search", Map.of("query", "okapi", "offset", 1, "limit", 1)).json();
        assertThat(second.get("more").asBoolean()).isFalse();
        assertThat(second.at("/hits/0/start").asInt()).isNotEqualTo(first.at("/hits/0/start").asInt());
        assertThat(second.at("/hits/0/title").asString()).isEqualTo("zoo.txt");
        assertThat(served.get("/api/search?q=okapi&speaker=Nobody").json().get("hits").size()).isZero();
        assertThat(served.get("/api/search?q=okapi&limit=1000").status()).isEqualTo(400);
        assertThat(served.get("/api/search").json().get("type").asString()).isEqualTo("urn:palimpsest:problem:invalid-request");
    }
}
