package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.JsonNode;

/** Notes that outlive a conversation, and conversations as files, over HTTP. */
class NotesAndHistoriesIT {

    private static ScriptedModelServer provider;
    private static Served served;

    @BeforeAll
    static void start(@TempDir Path data) {
        provider = ScriptedModelServer.start();
        served = Served.start(data, Map.of("palimpsest.embedding.enabled", false, "palimpsest.default-model", "scripted",
                "palimpsest.models.scripted.provider", "openai", "palimpsest.models.scripted.base-url", provider.baseUrl()));
    }

    @AfterAll
    static void stop() {
        served.close();
        provider.close();
    }

    private static String agent(String conversation) throws Exception {
        return served.get("/api/conversations/" + conversation).json().get("agent_id").asString();
    }

    private static Reply finish(String answer) {
        return Reply.call("finish", "{\"answer\": \"" + answer + "\"}");
    }

    private static String ofOlga() throws Exception {
        return served.post("/api/conversations", Map.of("user_id", "olga")).json().get("id").asString();
    }

    private static Reply change(String key, String operation, String rest) {
        return Reply.call("changeStructuredNote", "{\"key\": \"%s\", \"operation\": \"%s\", %s}".formatted(key, operation, rest));
    }

    private static Reply create(String key, String kind, String rest) {
        return Reply.call("createStructuredNote", "{\"key\": \"%s\", \"kind\": \"%s\", \"summary\": \"The %s of %s\", %s}".formatted(key, kind, kind, key, rest));
    }

    private static Reply query(String key, String query, String rest) {
        return Reply.call("queryStructuredNote", "{\"key\": \"%s\", \"query\": \"%s\"%s}".formatted(key, query, rest));
    }

    @Test
    void by_default_a_ledger_a_tree_and_a_state_are_kept_over_conversations_and_reckon_exactly() throws Exception {
        String told = ofOlga();
        provider.answers(create("user/costs", "ledger", "\"schema\": {\"for\": \"string\"}"), change("user/costs", "append", "\"row\": {\"for\": \"tea\", \"amount\": -2.10}"),
                create("user/family", "tree", "\"schema\": {}"), change("user/family", "add_node", "\"node\": \"Olga\""),
                change("user/family", "add_node", "\"node\": \"Pia\", \"parent\": \"Olga\""),
                create("user/visa", "state", "\"transitions\": {\"filed\": [\"granted\", \"refused\"]}, \"initial\": \"filed\""), finish("noted"));
        served.ask(told, "I spent 2.10 on tea. Pia is Olga's daughter. I have filed for my visa.");
        String tools = provider.lastRequest().body().get("tools").toString();
        assertThat(tools).contains("ledger for money", "table for things to do", "tree for families", "state for what is at one stage");

        String later = ofOlga();
        provider.answers(change("user/costs", "append", "\"row\": {\"for\": \"rent\", \"amount\": -799.95}"),
                change("user/family", "add_node", "\"node\": \"Rolf\", \"parent\": \"Pia\""), change("user/visa", "transition", "\"to\": \"granted\""), finish("noted"));
        served.ask(later, "Rent was 799.95, Pia has a son Rolf, and the visa was granted.");
        assertThat(provider.lastRequest().body().toString()).contains("- **user/costs**: The ledger of user/costs", "- **user/family**", "- **user/visa**");

        String asked = ofOlga();
        provider.answers(query("user/costs", "balance", ""), query("user/family", "path", ", \"node\": \"Rolf\""), query("user/visa", "current", ""), finish("answered"));
        assertThat(served.ask(asked, "What did I spend, who is Rolf's grandmother, and what of my visa?").body())
                .contains("\"balance\":\"-802.05\"", "[\"Olga\",\"Pia\",\"Rolf\"]", "\"state\":\"granted\"");
    }

    @Test
    void a_note_of_the_agent_is_seen_in_its_next_conversation_and_no_writer_loses_anothers_update() throws Exception {
        String first = served.conversation();
        String notes = "/api/notes/agent/" + agent(first);
        provider.answers(Reply.call("note", "{\"key\": \"agent/prices\", \"summary\": \"What things cost\", \"content\": \"tea 2.10\"}"), finish("noted"));
        served.ask(first, "Remember what tea costs.");
        JsonNode written = served.get(notes).json().get(0);
        assertThat(written.get("key").asString()).isEqualTo("prices");
        assertThat(written.get("author").asString()).isEqualTo("agent");
        assertThat(written.get("conversation_id").asString()).isEqualTo(first);
        assertThat(written.get("msg_id").asInt()).isEqualTo(1);

        assertThat(served.send("PUT", notes + "/note?key=prices", Map.of("summary", "What things cost now", "content", "tea 2.20"), "If-Match", "\"1\"").status()).isEqualTo(200);
        var refused = served.send("PUT", notes + "/note?key=prices", Map.of("summary", "s", "content", "lost"), "If-Match", "\"1\"");
        assertThat(refused.status()).isEqualTo(412);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.json().get("current_version").asInt()).isEqualTo(2);

        String second = served.conversation();
        String overwrite = "{\"key\": \"agent/prices\", \"mode\": \"overwrite\", \"new_content\": \"tea 2.30\"}";
        provider.answers(Reply.call("updateNote", overwrite), Reply.call("readNote", "{\"key\": \"agent/prices\"}"), Reply.call("updateNote", overwrite), finish("done"));
        String events = served.ask(second, "Tea costs 2.30 now.").body();
        assertThat(provider.lastRequest().body().toString()).contains("- **agent/prices**: What things cost now");
        assertThat(events).contains("written by someone else since this conversation read it", "\"full_content\":\"tea 2.20\"");

        assertThat(served.send("POST", notes + "/restore?key=prices&version=1", null, "If-Match", "\"3\"").json().get("content").asString()).isEqualTo("tea 2.10");
        assertThat(served.send("DELETE", notes + "/note?key=prices", null, "If-Match", "\"4\"").status()).isEqualTo(204);
        assertThat(served.get(notes).json()).isEmpty();
        List<String> contents = new ArrayList<>();
        served.get(notes + "/versions?key=prices").json().forEach(version -> contents.add(version.get("content").asString("-")));
        assertThat(contents).containsExactly("tea 2.10", "tea 2.20", "tea 2.30", "tea 2.10", "-");
    }

    @Test
    void the_gate_of_memory_stands_in_front_of_notes_that_last() throws Exception {
        String conversation = ofOlga();
        provider.answers(Reply.call("note", "{\"key\": \"user/mood\", \"content\": \"Thanks, that helps!\"}"),
                Reply.call("note", "{\"key\": \"user/pets\", \"summary\": \"Her animals\", \"content\": \"Olga keeps two alpacas.\"}"), finish("noted"));
        String events = served.ask(conversation, "I keep two alpacas. Thanks, that helps!").body();
        assertThat(events).contains("Note 'user/mood' is not kept over conversations");
        assertThat(served.get("/api/notes/user/olga").json().findValuesAsString("key")).contains("pets").doesNotContain("mood");
        assertThat(served.get("/api/conversations/" + conversation + "/notes").body()).doesNotContain("that helps");
    }

    @Test
    void callers_without_a_user_share_no_lasting_notes_and_those_of_one_user_do() throws Exception {
        Reply writes = Reply.call("note", "{\"key\": \"user/home\", \"summary\": \"Lives in Delft\", \"content\": \"Delft\"}");
        provider.answers(writes, finish("noted"));
        assertThat(caller(Map.of("messages", List.of(Map.of("role", "user", "content", "I live in Delft.")))).status()).isEqualTo(200);
        for (var stranger : List.of(Map.<String, Object>of(), Map.<String, Object>of("user", "bob"), Map.<String, Object>of("user", "default"))) {
            provider.answers(finish("no idea"));
            caller(with(stranger, "Where do I live?"));
            assertThat(provider.lastRequest().body().toString()).contains("Where do I live?").doesNotContain("Delft");
        }
        assertThat(served.get("/api/notes/user/default").json()).isEmpty();

        provider.answers(writes, finish("noted"), finish("in Delft"));
        caller(with(Map.of("user", "ann"), "I live in Delft."));
        // Ann's other chat.
        assertThat(served.send("POST", "/v1/chat/completions", request(with(Map.of("user", "ann"), "Where do I live?")), "X-Palimpsest-Conversation", "anns-second").status()).isEqualTo(200);
        assertThat(provider.lastRequest().body().toString()).contains("- **user/home**: Lives in Delft");
    }

    private static Served.Answer caller(Map<String, Object> said) throws Exception {
        return served.send("POST", "/v1/chat/completions", request(said));
    }

    private static Map<String, Object> with(Map<String, Object> fields, String question) {
        Map<String, Object> said = new HashMap<>(fields);
        said.put("messages", List.of(Map.of("role", "user", "content", question)));
        return said;
    }

    private static Map<String, Object> request(Map<String, Object> said) {
        Map<String, Object> request = new HashMap<>(said);
        request.put("model", "default");
        return request;
    }

    @Test
    void of_many_who_write_a_note_at_once_one_succeeds() throws Exception {
        String note = "/api/notes/user/anna/note?key=likes";
        assertThat(served.send("PUT", note, Map.of("summary", "s", "content", "figs")).status()).isEqualTo(201);
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < 6; writer++) {
                String content = "writer " + writer;
                writers.add(() -> served.send("PUT", note, Map.of("summary", "s", "content", content), "If-Match", "\"1\"").status());
            }
            List<Integer> answers = new ArrayList<>();
            for (var done : threads.invokeAll(writers)) {
                answers.add(done.get());
            }
            assertThat(answers).containsOnlyOnce(200).contains(412).containsOnly(200, 412);
        }
        assertThat(served.get("/api/notes/user/anna/versions?key=likes").json()).hasSize(2);
    }

    @Test
    void an_exported_conversation_comes_back_with_the_same_events_and_the_same_request() throws Exception {
        String original = served.conversation();
        served.upload(original, "harbor.txt", "The harbor master is called Wilma Krull.");
        provider.answers(Reply.call("loadDocument", "{}"), Reply.call("note", "{\"key\": \"master\", \"summary\": \"Wilma\", \"content\": \"Wilma Krull\"}"),
                Reply.call("deleteContext", "{\"msg_id\": 2}"),
                Reply.call("createStructuredNote", "{\"key\": \"costs\", \"kind\": \"ledger\", \"summary\": \"costs\"}"),
                Reply.call("changeStructuredNote", "{\"key\": \"costs\", \"operation\": \"append\", \"row\": {\"amount\": 12345678901234567890.10}}"),
                finish("\\\"Wilma Krull\\\""));
        served.ask(original, "Who is the harbor master?");
        String file = served.get("/api/conversations/" + original + "/export").body();
        var imported = served.send("POST", "/api/conversations/import", file);
        assertThat(imported.status()).as(imported.body()).isEqualTo(201);
        assertThat(imported.json().get("missing_documents")).isEmpty();
        assertThat(imported.json().get("repairs")).isEmpty();
        String copy = imported.json().get("id").asString();
        String again = served.get("/api/conversations/" + copy + "/export").body();
        // what comes in from a file counts as text of others
        List<String> expected = events(file).stream().map(event -> event.replace("\"outsideText\":true", "\"outsideText\":null")).toList();
        assertThat(events(again)).isEqualTo(expected).anyMatch(event -> event.contains("12345678901234567890.10"));
        assertThat(served.get("/api/conversations/" + copy + "/window").body()).isEqualTo(served.get("/api/conversations/" + original + "/window").body());
        assertThat(file).contains("\"sha256\"").doesNotContain("apiKey", "api_key");
    }

    @Test
    void a_run_that_had_not_ended_when_it_was_exported_goes_on_here_when_a_person_says_so() throws Exception {
        String original = served.conversation();
        served.upload(original, "harbor.txt", "The harbor master is called Wilma Krull.");
        provider.answers(Reply.call("loadDocument", "{}"), finish("\\\"Wilma Krull\\\""));
        served.ask(original, "Who is the harbor master?");
        ObjectNode file = (ObjectNode) Served.parse(served.get("/api/conversations/" + original + "/export").body());
        ArrayNode events = (ArrayNode) file.get("events");
        // As if it had been exported while the document was loaded.
        while (!events.get(events.size() - 1).get("type").asString().equals("AssistantSpoke") || !events.get(events.size() - 1).toString().contains("loadDocument")) {
            events.remove(events.size() - 1);
        }
        var imported = served.send("POST", "/api/conversations/import", file.toString());
        assertThat(imported.status()).as(imported.body()).isEqualTo(201);
        String copy = "/api/conversations/" + imported.json().get("id").asString();
        var run = served.get(copy + "/runs").json().get(0);
        assertThat(run.get("state").asString()).isEqualTo("failed");
        assertThat(run.get("ended_by").asString()).isEqualTo("imported-unfinished");
        assertThat(run.get("steps").asInt()).isEqualTo(1);

        provider.answers(finish("Wilma Krull"), finish("Wilma Krull"));
        String path = "/api/runs/" + run.get("id").asString();
        assertThat(served.post(path + "/retry", Map.of()).status()).isEqualTo(202);
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> served.get(path).json().get("state").asString().equals("succeeded"));
        assertThat(provider.lastRequest().body().toString()).contains("Who is the harbor master?", "The result of this call is missing");
        assertThat(served.get(copy + "/messages").body()).contains("Wilma Krull");
    }

    /** Types and payloads; documents are the same here, runs have new ids. */
    private static List<String> events(String file) {
        List<String> events = new ArrayList<>();
        Served.parse(file).get("events").forEach(event -> events.add(event.get("type").asString() + event.get("event")));
        return events;
    }

    @Test
    void a_broken_history_from_elsewhere_is_mended_and_goes_on() throws Exception {
        var imported = served.send("POST", "/api/conversations/import?user_id=anna", """
                [{"role": "system", "content": "You keep the books."}, {"role": "user", "content": "What did we pay?"},
                 {"role": "assistant", "content": null, "tool_calls": [{"id": "a", "type": "function", "function": {"name": "look", "arguments": "{'x'"}}]},
                 {"role": "tool", "tool_call_id": "zzz", "content": "from nowhere"}, {"role": "user", "content": "Well?"}]""");
        assertThat(imported.status()).as(imported.body()).isEqualTo(201);
        List<String> repairs = new ArrayList<>();
        imported.json().get("repairs").forEach(repair -> repairs.add(repair.get("what").asString()));
        assertThat(repairs).containsExactly("malformed-arguments", "orphaned-result", "orphaned-call");
        String conversation = imported.json().get("id").asString();
        provider.answers(finish("Nothing"));
        assertThat(served.ask(conversation, "Say it now.").body()).contains("event:answer");
        assertThat(provider.lastRequest().body().toString()).contains("You keep the books.", "malformed_arguments").doesNotContain("from nowhere");
        assertThat(served.get("/api/conversations/" + conversation + "/events?follow=false").body()).contains("event:repair", "from nowhere");
        assertThat(served.get("/api/conversations/" + conversation + "/messages").status()).isEqualTo(200);

        assertThat(served.send("POST", "/api/conversations/import", "{\"no\": 1}").status()).isEqualTo(400);
        assertThat(served.send("POST", "/api/conversations/import?agent=nobody", "[]").status()).isEqualTo(404);
    }
}
