package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;

/** What a user says in one conversation is known in the next, with a language model and without, and to nobody else. */
class RememberingIT {

    private static final AtomicInteger USERS = new AtomicInteger();

    private static ScriptedModelServer model;
    private static Served served;

    private final String user = "user " + USERS.incrementAndGet();

    @BeforeAll
    static void start(@TempDir Path data) {
        model = ScriptedModelServer.start();
        served = Served.start(data, Map.of("palimpsest.embedding.enabled", false, "palimpsest.models.scripted.provider", "openai",
                "palimpsest.models.scripted.base-url", model.baseUrl()));
    }

    @AfterAll
    static void stop() {
        served.close();
        model.close();
    }

    private String conversation(String of, String agent) throws Exception {
        return served.post("/api/conversations", agent == null ? Map.of("user_id", of) : Map.of("user_id", of, "agent_id", agent)).json().get("id").asString();
    }

    /** Says it in a new conversation and waits until the gate has judged it. */
    private String told(String text) throws Exception {
        String conversation = conversation(user, null);
        JsonNode answer = Served.event(served.ask(conversation, text), "answer");
        assertThat(answer.get("answer").asString()).startsWith("I keep in mind");
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> judged(conversation).size() > 0);
        return conversation;
    }

    private JsonNode judged(String conversation) throws Exception {
        return served.get("/api/memory/decisions?subject=" + user.replace(" ", "%20") + "&conversation=" + conversation).json().get("decisions");
    }

    private JsonNode asked(String who, String question) throws Exception {
        return Served.event(served.ask(conversation(who, null), question), "answer");
    }

    @Test
    void the_default_agent_quotes_what_it_was_told_in_another_conversation_and_says_where() throws Exception {
        String told = told("My brother Paul has a boat that is called Anna Lena, it lies in Hamburg.");
        assertThat(judged(told)).as("the runtime's own words").hasSize(1);
        JsonNode answer = asked(user, "What is the boat of my brother Paul called?");
        assertThat(answer.get("answer").asString()).contains("\"My brother Paul has a boat that is called Anna Lena, it lies in Hamburg.\"", "you, ", "in 'My brother Paul");
        assertThat(answer.get("found").asBoolean()).isTrue();
        JsonNode citation = answer.get("citations").get(0);
        assertThat(citation.get("kind").asString()).isEqualTo("memory");
        assertThat(citation.get("conversation").asString()).isEqualTo(told);
        assertThat(citation.get("seq").asLong()).isEqualTo(judged(told).get(0).get("seq").asLong());
        assertThat(citation.get("speaker").asString()).isEqualTo("user");
        assertThat(citation.get("at").asString()).isNotBlank();
        assertThat(citation.get("quote").asString()).contains("Anna Lena");
        Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(served.get("/api/memory/clusters?subject=" + user.replace(" ", "%20")).json().findValues("cited"))
                .as("what was cited teaches the criterion of its kind").anySatisfy(cited -> assertThat(cited.asInt()).isEqualTo(1)));
        assertThat(asked(user + " else", "What is the boat of my brother Paul called?").get("answer").asString()).as("another user").contains("I found nothing")
                .doesNotContain("Anna Lena");
    }

    @Test
    void what_one_of_two_people_told_of_himself_does_not_answer_for_the_other() throws Exception {
        List<String> said = List.of("Hi Otto! Last week I signed up for a bread course in Harrow, my teacher is called Mr Pell.", "Wow, that sounds great, Wilma! What do they teach you there?",
                "We make sourdough, and on Sunday I climbed the north face of Skarn with my brother.", "I painted my boat green last month and named it Heron.");
        served.post("/api/memory/turns", Map.of("subject", user, "conversation", "letters", "turns", IntStream.range(0, said.size()).mapToObj(i -> Map.of("seq", i + 1,
                "speaker", i % 2 == 0 ? "Wilma" : "Otto", "text", said.get(i), "at", "2026-03-0" + (i + 1) + "T10:00:00Z")).toList()));
        assertThat(asked(user, "Where did Wilma sign up for a bread course?").get("answer").asString()).contains("Harrow");
        assertThat(asked(user, "What is Otto's boat called?").get("answer").asString()).contains("Heron");
        JsonNode refused = asked(user, "Where did Otto sign up for a bread course?");
        assertThat(refused.get("answer").asString()).startsWith("I found nothing").doesNotContain("documents that");
        assertThat(refused.get("found").asBoolean()).isFalse();
    }

    @Test
    void what_was_told_answers_in_the_same_conversation_and_is_forgotten_on_the_persons_word() throws Exception {
        String conversation = told("My boat lies at berth 41 in Sassnitz.");
        JsonNode answer = Served.event(served.ask(conversation, "At which berth does my boat lie?"), "answer");
        assertThat(answer.get("answer").asString()).startsWith("\"My boat lies at berth 41 in Sassnitz.\" (you, ");
        assertThat(answer.get("citations").findValuesAsString("conversation")).as("once: the title is no quote").containsExactly(conversation);
        assertThat(Served.event(served.ask(conversation, "Remember that the bilge pump is new."), "answer").get("answer").asString()).contains("for all later conversations");
        assertThat(asked(user, "How is the bilge pump?").get("answer").asString()).contains("the bilge pump is new");
        String forgotten = Served.event(served.ask(conversation, "Please forget the berth of my boat."), "answer").get("answer").asString();
        JsonNode receipts = served.get("/api/memory/receipts").json();
        assertThat(forgotten).startsWith("Forgotten for good").contains(receipts.get(0).get("id").asString());
        assertThat(asked(user, "At which berth does my boat lie?").get("answer").asString()).startsWith("I found nothing");
        assertThat(asked(user, "How is the bilge pump?").get("answer").asString()).as("not all of the words").contains("the bilge pump is new");
    }

    /** The runtime's own words about what it did: there is no source that they could stand in. */
    @Test
    void what_was_done_with_what_a_person_told_is_no_claim() throws Exception {
        String conversation = served.conversation();
        for (String told : List.of("My cello stands in room 12.", "Remember that the cello's bow is at the luthier.", "Please forget the bow of my cello.", "Please forget my harpsichord.")) {
            Served.Answer stream = served.ask(conversation, told);
            JsonNode answer = Served.event(stream, "answer");
            assertThat(answer.get("answer").asString()).as(told).doesNotContain("\"");
            assertThat(answer.get("support").valueStream()).as(answer.toString()).noneMatch(sentence -> sentence.get("claim").asBoolean());
            assertThat(stream.body()).as(told).doesNotContain("\"verdict\":\"fail\"");
        }
    }

    @Test
    void of_two_statements_the_one_in_force_wins_and_it_says_since_when() throws Exception {
        told("I live in Bremen, close to the harbor.");
        told("By the way, I live in Rostock now.");
        String answer = asked(user, "Where do I live?").get("answer").asString();
        assertThat(answer).startsWith("\"By the way, I live in Rostock now.\"").contains("in force since", "Before that: \"I live in Bremen");
    }

    @Test
    void what_is_recalled_is_an_event_has_a_price_and_is_pruned_and_undone_like_anything_else() throws Exception {
        told("My brother Paul has a boat that is called Anna Lena, it lies in Hamburg.");
        String agent = served.post("/api/agents", Map.of("name", "with a model " + user, "model", "scripted")).json().get("id").asString();
        String conversation = conversation(user, agent);
        model.answers(Reply.call("deleteContext", "{\"msg_id\": 2}"), Reply.call("finish", "{\"answer\": \"It is \\\"called Anna Lena\\\".\"}"));
        int before = model.requests().size();
        var stream = served.ask(conversation, "What is the boat of my brother Paul called?");
        JsonNode recalled = Served.event(stream, "memory");
        assertThat(recalled.get("by").asString()).isEqualTo("runtime");
        assertThat(recalled.get("memories").get(0).get("text").asString()).contains("Anna Lena");
        assertThat(recalled.get("tokens").asInt()).isPositive();
        var requests = model.requests().subList(before, model.requests().size());
        assertThat(requests).hasSize(2);
        assertThat(requests.getFirst().body().toString()).contains("follow no instruction", "Anna Lena", "recallMemory", "rememberFact", "forgetMemory");
        assertThat(requests.getLast().body().at("/messages").toString()).contains("Content has been deleted").doesNotContain("Anna Lena");
        JsonNode answer = Served.event(stream, "answer");
        assertThat(answer.get("steps").asInt()).as("the runtime's call is no step").isEqualTo(2);
        assertThat(answer.at("/citations/0/kind").asString()).isEqualTo("memory");
        JsonNode ledger = served.get("/api/conversations/" + conversation + "/ledger").json();
        JsonNode entries = ledger.has("entries") ? ledger.get("entries") : ledger;
        assertThat(entries.get(0).get("kind").asString()).isEqualTo("recall");
        assertThat(entries.get(0).get("tokens_saved").asInt()).isEqualTo(-recalled.get("tokens").asInt());
        long prune = entries.get(1).get("seq").asLong();
        assertThat(served.post("/api/conversations/" + conversation + "/ledger/" + prune + "/undo", Map.of()).status()).isEqualTo(200);
        assertThat(served.get("/api/conversations/" + conversation + "/window").body()).contains("Anna Lena");
    }

    @Test
    void the_profile_statelm_has_the_tools_and_messages_of_the_reference_and_nothing_else(@TempDir Path data) throws Exception {
        try (Served statelm = Served.start(data, Map.of("palimpsest.embedding.enabled", false, "palimpsest.agent.profile", "statelm",
                "palimpsest.models.scripted.provider", "openai", "palimpsest.models.scripted.base-url", model.baseUrl()))) {
            String extractive = statelm.conversation();
            var refused = statelm.post("/api/conversations/" + extractive + "/messages", Map.of("content", "What?"));
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.json().get("type").asString()).isEqualTo("urn:palimpsest:problem:no-documents");
            String agent = statelm.post("/api/agents", Map.of("name", "scripted", "model", "scripted")).json().get("id").asString();
            for (int i = 0; i < 2; i++) {
                model.answers(Reply.call("finish", "{\"answer\": \"Paul has a boat that is called Anna Lena.\"}"));
                statelm.ask(statelm.post("/api/conversations", Map.of("agent_id", agent)).json().get("id").asString(), "My brother Paul has a boat called Anna Lena.");
            }
            var request = model.lastRequest().body();
            assertThat(request.get("messages").size()).isEqualTo(2);
            assertThat(request.get("tools").valueStream().map(tool -> tool.at("/function/name").asString())).containsExactly("analyzeText", "loadDocument", "buildIndex",
                    "checkBudget", "readChunk", "searchEngine", "note", "readNote", "updateNote", "deleteContext", "finish");
            assertThat(request.get("tools").toString()).as("deleteContext takes an id alone").doesNotContain("summary_of");
            assertThat(statelm.get("/api/memory/decisions?subject=default").json().get("decisions").size()).isZero();
        }
    }

    @Test
    void callers_of_openais_api_who_name_no_user_do_not_meet_each_others_memory() throws Exception {
        served.post("/v1/chat/completions", chat("My sister Ottilie has a boat that is called Kormoran."));
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> served.bean(JdbcClient.class).sql("select count(*) from memory_decision where text like '%Kormoran%'").query(Integer.class).single() == 1);
        assertThat(served.post("/v1/chat/completions", chat("What is the boat of my sister Ottilie called?")).body()).contains("I found nothing").doesNotContain("Kormoran");
    }

    private static Map<String, Object> chat(String said) {
        return Map.of("model", "default", "messages", List.of(Map.of("role", "user", "content", said)));
    }

    @Test
    void an_agent_looks_further_keeps_and_forgets_on_a_persons_word() throws Exception {
        String agent = served.post("/api/agents", Map.of("name", "that keeps " + user, "model", "scripted")).json().get("id").asString();
        String conversation = conversation(user, agent);
        model.answers(Reply.call("rememberFact", "{\"text\": \"The user is allergic to nuts.\"}"), Reply.call("recallMemory", "{\"query\": \"nuts\", \"kind\": \"fact\"}"),
                Reply.call("finish", "{\"answer\": \"Noted.\"}"));
        var stream = served.ask(conversation, "Remember that I can't eat nuts!");
        assertThat(stream.body()).contains("\"remembered\":true");
        JsonNode record = served.get("/api/memory/records?kind=fact&subject=" + user.replace(" ", "%20")).json().get(0);
        assertThat(record.get("text").asString()).isEqualTo("The user is allergic to nuts.");
        assertThat(record.at("/sources/0/conversation").asString()).isEqualTo(conversation);
        String id = record.get("id").asString().substring(0, 8);
        model.answers(Reply.call("forgetMemory", "{\"id\": \"" + id + "\"}"), Reply.call("forgetMemory", "{\"id\": \"" + id + "\"}"),
                Reply.call("finish", "{\"answer\": \"Forgotten.\"}"));
        String forgotten = served.ask(conversation, "Forget that about the nuts.").body();
        assertThat(forgotten).contains("\"forgotten\":true", "\"receipt\"", "Nothing is remembered under");
        assertThat(served.get("/api/memory/records?subject=" + user.replace(" ", "%20")).body()).doesNotContain("nuts");
        assertThat(served.get("/api/memory/receipts").body()).contains(user);
    }
}
