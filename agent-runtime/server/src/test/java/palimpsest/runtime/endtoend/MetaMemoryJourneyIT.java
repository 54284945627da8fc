package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.runtime.meta.RuleFollowingProvider;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;

/** Rules are learned, stand in front of a question, and are taken back: over HTTP, a scripted provider and a real PostgreSQL. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MetaMemoryJourneyIT {

    @TempDir
    static Path data;

    private static final RuleFollowingProvider taught = new RuleFollowingProvider();
    private static ScriptedModelServer provider;
    private static Served served;

    @BeforeAll
    static void start() {
        provider = ScriptedModelServer.start().otherwise(taught);
        served = Served.start(data, properties());
    }

    private static Map<String, Object> properties() {
        return Map.of("palimpsest.embedding.enabled", false, "palimpsest.default-model", "scripted", "palimpsest.models.scripted.provider", "openai",
                "palimpsest.models.scripted.base-url", provider.baseUrl(), "palimpsest.agent.meta-memory", true, "palimpsest.agent.memory-tool", true);
    }

    @AfterAll
    static void stop() {
        served.close();
        provider.close();
    }

    private static String evolve(int updates, int plain) throws Exception {
        var request = new LinkedHashMap<String, Object>(Map.of("cases", RuleFollowingProvider.cases(updates, plain), "rollouts", 2, "batch", 4));
        Served.Answer started = served.post("/api/meta-memory/evolutions", request);
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        return started.json().get("id").asString();
    }

    private static JsonNode ended(String evolution) {
        var last = new JsonNode[1];
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).until(() -> {
            last[0] = served.get("/api/meta-memory/evolutions/" + evolution).json();
            return !last[0].get("finished_at").isNull();
        });
        return last[0];
    }

    @Test
    @Order(1)
    void an_evolution_goes_on_after_a_restart_and_makes_answers_better() throws Exception {
        assertThat(served.get("/api/meta-memory").json().get("version").asInt()).isZero();
        String id = evolve(14, 6);
        await().atMost(Duration.ofSeconds(60)).until(() -> provider.requests().size() >= 20);
        served.close();
        served = Served.start(data, properties());
        JsonNode evolution = ended(id);
        assertThat(evolution.get("status").asString()).as(evolution.toString()).isEqualTo("done");
        assertThat(evolution.at("/cost/calls").asInt()).as("no call was paid twice").isEqualTo(provider.requests().size());
        assertThat(evolution.at("/progress/batches_done").asInt()).isEqualTo(evolution.at("/progress/batches").asInt());
        assertThat(evolution.at("/overall/right_after").asInt()).isEqualTo(evolution.at("/overall/cases").asInt()).isGreaterThan(evolution.at("/overall/right_before").asInt());
        assertThat(evolution.get("version").asInt()).isEqualTo(1);
        JsonNode trajectories = served.get("/api/meta-memory/evolutions/" + id + "/trajectories?limit=5").json();
        assertThat(trajectories.get("total").asInt()).isEqualTo(evolution.at("/progress/rollouts").asInt());
        assertThat(trajectories.at("/trajectories/0/text").asString()).contains("Answer:");
        JsonNode current = served.get("/api/meta-memory").json();
        assertThat(current.at("/rules/0/content").asString()).isEqualTo(RuleFollowingProvider.RULE);
        assertThat(current.at("/held_out/gained").asInt()).isPositive();
        assertThat(provider.requests()).as("the rule was learned in the prompt of use: tools at hand, memories as what a run begins with").anySatisfy(request -> {
            assertThat(request.messages().get(0).path("content").asString()).contains("M0: " + RuleFollowingProvider.RULE);
            assertThat(request.body().path("tools").toString()).contains("recallMemory", "searchEngine", "deleteContext");
            assertThat(request.raw()).contains("2024: in New", "recall_1");
        });
        assertThat(served.get("/api/conversations").json().size()).as("no attempt is anybody's conversation").isZero();
        assertThat(served.get("/api/meta-memory/versions/1/diff").json().at("/added/0/id").asString()).isEqualTo("M0");
    }

    @Test
    @Order(2)
    void the_rule_stands_in_front_of_a_question_and_the_answer_says_so() throws Exception {
        String conversation = served.conversation();
        JsonNode answer = Served.event(served.ask(conversation, "Where does Ann live?"), "answer");
        assertThat(provider.lastRequest().messages().get(0).path("content").asString()).contains("M0: " + RuleFollowingProvider.RULE);
        assertThat(answer.at("/meta_memory/version").asInt()).isEqualTo(1);
        assertThat(answer.at("/meta_memory/rules/0/id").asString()).isEqualTo("M0");
        assertThat(served.get("/api/conversations/" + conversation + "/window").body()).as("after the run it is out again").doesNotContain("M0: ");
    }

    @Test
    @Order(3)
    void what_people_say_of_answers_becomes_cases() throws Exception {
        String conversation = served.conversation();
        assertThat(served.post("/api/conversations/" + conversation + "/feedback", Map.of("verdict", "up")).status()).isEqualTo(404);
        served.ask(conversation, "Where does Ann live?");
        JsonNode corrected = served.post("/api/conversations/" + conversation + "/feedback", Map.of("verdict", "down", "correction", "In Rome.", "task", "knowledge-update")).json();
        assertThat(corrected.get("teaches").asBoolean()).isTrue();
        assertThat(corrected.get("question").asString()).isEqualTo("Where does Ann live?");
        assertThat(corrected.get("right_answer").asString()).isEqualTo("In Rome.");
        assertThat(served.post("/api/conversations/" + conversation + "/feedback", Map.of("verdict", "sideways")).status()).isEqualTo(400);
        Served.Answer few = served.post("/api/meta-memory/evolutions", Map.of("from_feedback", true));
        assertThat(few.status()).isEqualTo(400);
        assertThat(few.body()).contains("There are 1 cases");
    }

    @Test
    @Order(4)
    void a_rollback_restores_and_a_person_may_write_rules() throws Exception {
        JsonNode back = served.post("/api/meta-memory/versions/0/rollback", Map.of()).json();
        assertThat(back.get("version").asInt()).isEqualTo(2);
        assertThat(back.get("rules").size()).isZero();
        String conversation = served.conversation();
        JsonNode answer = Served.event(served.ask(conversation, "Where does Ann live?"), "answer");
        assertThat(answer.at("/meta_memory/rules").size()).isZero();
        assertThat(served.post("/api/meta-memory/versions/1/rollback", Map.of()).json().at("/rules/0/content").asString()).isEqualTo(RuleFollowingProvider.RULE);
        assertThat(served.get("/api/meta-memory/versions").json().size()).isEqualTo(3);
        assertThat(served.post("/api/meta-memory/versions/77/rollback", Map.of()).status()).isEqualTo(404);
    }

    @Test
    @Order(5)
    void a_rule_that_loses_and_one_that_changes_nothing_stay_out_and_one_bad_response_ends_nothing() throws Exception {
        served.post("/api/meta-memory/versions/0/rollback", Map.of());
        int before = served.get("/api/meta-memory").json().get("version").asInt();
        taught.proposes(RuleFollowingProvider.WRONG);
        taught.refusesOnce();
        JsonNode lost = ended(evolve(6, 14));
        assertThat(lost.get("status").asString()).as(lost.toString()).isEqualTo("done");
        assertThat(lost.get("version").isNull()).isTrue();
        assertThat(lost.get("batches").valueStream()).anySatisfy(batch -> {
            assertThat(batch.at("/held_out/lost").asInt()).as("candidate with its figures").isPositive();
            assertThat(batch.get("accepted").asBoolean()).isFalse();
        });
        taught.proposes(RuleFollowingProvider.USELESS);
        JsonNode tied = ended(evolve(6, 14));
        assertThat(tied.get("version").isNull()).isTrue();
        assertThat(tied.get("batches").valueStream()).anySatisfy(batch -> {
            assertThat(batch.at("/held_out/gained").asInt(-1) + batch.at("/held_out/lost").asInt(-1)).as("a tie").isZero();
            assertThat(batch.get("accepted").asBoolean()).isFalse();
        });
        taught.proposes(RuleFollowingProvider.RULE);
        assertThat(served.get("/api/meta-memory").json().get("version").asInt()).isEqualTo(before);
    }

    @Test
    @Order(6)
    void what_evolutions_learned_from_a_person_goes_with_the_person() throws Exception {
        String conversation = served.post("/api/conversations", Map.of("user_id", "vera")).json().get("id").asString();
        served.ask(conversation, "Where does Vera keep her theodolite?");
        served.post("/api/conversations/" + conversation + "/feedback", Map.of("verdict", "down", "correction", "In the vestry.", "task", "knowledge-update"));
        var request = Map.of("from_feedback", true, "cases", RuleFollowingProvider.cases(6, 6), "rollouts", 2, "batch", 4);
        Served.Answer started = served.post("/api/meta-memory/evolutions", request);
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        String evolution = started.json().get("id").asString();
        ended(evolution);
        String trajectories = "/api/meta-memory/evolutions/" + evolution + "/trajectories?limit=500";
        assertThat(served.get(trajectories).body()).contains("theodolite", "In the vestry.");
        Served.Answer receipt = served.post("/api/memory/forget", Map.of("subject", "vera", "by", "vera"));
        assertThat(receipt.json().get("feedback").asInt()).as(receipt.body()).isPositive();
        assertThat(served.get(trajectories).body()).contains("Where does").doesNotContain("theodolite", "vestry");
    }

    @Test
    @Order(7)
    void an_agent_keeps_files_over_conversations_and_a_client_sees_them() throws Exception {
        String agent = served.post("/api/agents", Map.of("name", "keeper" + UUID.randomUUID())).json().get("id").asString();
        String conversation = served.post("/api/conversations", Map.of("agent_id", agent)).json().get("id").asString();
        provider.answers(Reply.call("memory", "{\"command\": \"create\", \"path\": \"/memories/ann.md\", \"file_text\": \"Ann lives in Rome.\\n\"}"),
                Reply.call("memory", "{\"command\": \"create\", \"path\": \"/memories/../ann.md\", \"file_text\": \"x\"}"));
        Served.Answer stream = served.ask(conversation, "Remember that Ann lives in Rome.");
        assertThat(stream.body()).contains("File created successfully at: /memories/ann.md", "is not allowed");
        JsonNode seen = served.post("/api/memory-tool?owner=agent:" + agent, Map.of("command", "view", "path", "/memories/ann.md")).json();
        assertThat(seen.get("is_error").asBoolean()).isFalse();
        assertThat(seen.get("content").asString()).isEqualTo("Here's the content of /memories/ann.md with line numbers:\n     1\tAnn lives in Rome.");
        JsonNode refused = served.post("/api/memory-tool", Map.of("command", "view", "path", "/memories/ann.md")).json();
        assertThat(refused.get("is_error").asBoolean()).as("another owner").isTrue();
        assertThat(served.post("/api/memory-tool", List.of()).status()).isEqualTo(400);
    }
}
