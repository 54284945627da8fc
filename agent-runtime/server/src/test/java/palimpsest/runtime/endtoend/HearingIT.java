package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.testkit.Answer;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An agent (a scripted model) works through a hearing of the shipped pack, over HTTP and a real PostgreSQL; a skipped stage is caught. */
class HearingIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path data;

    private static Answer call(String tool, Object... keysAndValues) {
        var arguments = JSON.createObjectNode();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            arguments.putPOJO((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return Reply.call(tool, arguments.toString());
    }

    private static Answer act(String act, String role, String content) {
        return call("procedure_act", "court_type", "tide court", "act", act, "role", role, "content", content);
    }

    private static Answer verdict(String verdict) {
        Map<String, String> decided = Map.of("verdict", verdict, "evidence", "It stands in the pack.");
        return call("verdict", "knowledge_accuracy", decided, "relevance", decided, "procedural_compliance", decided);
    }

    @Test
    void a_hearing_is_held_over_two_questions_and_a_skipped_stage_is_caught() throws Exception {
        try (ScriptedModelServer provider = ScriptedModelServer.start();
             Served served = Served.start(data, Map.of("palimpsest.embedding.enabled", false, "palimpsest.default-model", "scripted",
                     "palimpsest.models.scripted.provider", "openai", "palimpsest.models.scripted.base-url", provider.baseUrl(),
                     "palimpsest.packs.agents.tide-judge", "zumbrelia", "palimpsest.verify.policy", "correct", "palimpsest.database.checkpoint-every", 5))) {
            String agent = served.post("/api/agents", Map.of("name", "tide-judge")).json().get("id").asString();
            String conversation = served.post("/api/conversations", Map.of("agent_id", agent)).json().get("id").asString();
            provider.answers(
                    call("law_retrieval", "query", "taking a public lantern home to keep it", "topk", 3),
                    // The inner agent: an agent with a pack verifies what it looked up by its own model.
                    call("law_check", "law_name", "Lantern Code 7"), verdict("pass"),
                    call("memory_store", "memory_type", "knowledge", "content", "Lantern Code 7 threatens \"forty to two hundred nights\"."),
                    act("open-hearing", "judge", "The hearing is open."),
                    act("ask-objections", "judge", "Tide Court Rules 2: does anybody object to this judge?"),
                    act("read-charge", "prosecutor", "Odo took the lantern of Gull Stairs."),
                    act("instruct-accused", "judge", "Odo, you may be silent and have a speaker (Tide Court Rules 3)."),
                    act("read-charge", "prosecutor", "Odo took the lantern of Gull Stairs."),
                    Reply.text("Lantern theft under Lantern Code 7 is punished with \"service on the night ferry of forty to two hundred nights\"."));
            var first = served.ask(conversation, "Hold the hearing against Odo Brackwater.");

            String stream = served.get("/api/conversations/" + conversation + "/events?follow=false").body();
            assertThat(stream).contains("Lantern Code of Zumbrelia 7", "event:procedure", "\"lookups\":[{\"tool\":\"law_check\"");
            JsonNode skipped = refused(stream);
            assertThat(skipped.get("error").asString()).contains("did not pass verification");
            assertThat(skipped.at("/verification/procedural_compliance").asString()).isEqualTo("fail");
            assertThat(skipped.at("/verification/findings/0/what_to_do").asString()).contains("instruct-accused");

            JsonNode hearing = served.get("/api/conversations/" + conversation + "/procedure").json().at("/hearings/0");
            assertThat(hearing.at("/title").asString()).isEqualTo("Hearing before the tide court");
            assertThat(hearing.get("done").valueStream().map(JsonNode::asString)).as("the refused act took no effect")
                    .containsExactly("open-hearing", "ask-objections", "instruct-accused", "read-charge");
            assertThat(hearing.get("breaches").size()).isZero();
            assertThat(Served.event(first, "answer").get("answer").asString()).contains("forty to two hundred nights");
            JsonNode cited = Served.event(first, "answer").at("/citations/0");
            assertThat(cited.get("quote").asString()).as("an article of the pack is cited").contains("forty to two hundred nights");
            assertThat(cited.get("document").asString()).startsWith("law_retrieval (taking a public lantern");
            assertThat(cited.get("document_id").isNull()).isTrue();
            assertThat(stream).as("what the pack says was read too").doesNotContain("sent-back");

            provider.answers(call("memory_fetch", "memory_type", "knowledge"), call("procedure_check", "court_type", "tide court"), Reply.text("Tomorrow we go on."), Reply.text("Tomorrow we go on."));
            served.ask(conversation, "Where do we stand?");
            String second = served.get("/api/conversations/" + conversation + "/events?follow=false").body();
            assertThat(second).as("kept over rounds").contains("\"items\":[", "Lantern Code 7 threatens");
            assertThat(second).as("the state outlives the run").contains("\"done\":[\"open-hearing\",\"ask-objections\"");

            String other = served.conversation();
            provider.answers(Reply.text("I have no pack."));
            served.ask(other, "Which tools have you?");
            assertThat(provider.lastRequest().body().path("tools").toString()).as("another agent is not offered them").doesNotContain("law_retrieval");
            assertThat(served.get("/api/conversations/" + other + "/procedure").json().get("hearings").size()).isZero();
        }
    }

    /** The result of the first call that was refused. */
    private static JsonNode refused(String stream) {
        for (String block : stream.split("\n\n")) {
            if (block.contains("event:tool_result\n") && block.contains("\"error\":true")) {
                return JSON.readTree(block.substring(block.indexOf("data:") + "data:".length())).get("result");
            }
        }
        throw new AssertionError("nothing was refused in " + stream);
    }
}
