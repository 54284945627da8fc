package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.Answer.Status;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;

/** The frameworks that speak OpenAI's API to an agent, each over several turns, with functions and with structured output. */
class NodeClientsIT {

    private static final String OSLO = "{\"city\": \"Oslo\", \"people\": 700000}";
    private static final Served served = Doors.served();
    private static final ScriptedModelServer provider = Doors.provider();

    private String model;

    @BeforeEach
    void agent() throws Exception {
        model = "agent-" + UUID.randomUUID();
        served.post("/api/agents", Map.of("name", model));
    }

    @AfterEach
    void the_script_was_used_up() {
        assertThat(provider.waiting()).isZero();
    }

    @Test
    void openais_own_client_works() throws Exception {
        provider.answers(Reply.text("Ferdinand."), Reply.text("In the tower.").usage(30, 4), Reply.call("add", "{\"a\": 2, \"b\": 3}"), Reply.text("It is 5."),
                Status.of(500), Reply.text("Twice."), Reply.text("Red."), Reply.text("Blue."), Reply.call("add", "{}"), Reply.text("Two."), Reply.text(OSLO), Reply.text(OSLO));

        JsonNode seen = run("openai-client.mjs");

        assertThat(seen.get("content").asString()).isEqualTo("Ferdinand.");
        assertThat(seen.get("streamed").asString()).isEqualTo("In the tower.");
        assertThat(seen.get("finish").asString()).isEqualTo("stop");
        assertThat(seen.get("tokens").asInt()).isEqualTo(34);
        assertThat(OpenAiIT.events(seen.get("conversation").asString())).containsExactly("Who keeps the key?", "And where?");
        assertThat(seen.get("sum").asString()).isEqualTo("It is 5.");
        assertThat(seen.get("retried").asString()).isEqualTo("Twice.");
        assertThat(seen.get("models").toString()).contains(model);
        assertThat(seen.get("model").asString()).isEqualTo("MISSING/any:id");
        assertThat(seen.get("dimensions").asInt()).isEqualTo(384);
        assertThat(seen.get("error").toString()).isEqualTo("{\"kind\":\"NotFoundError\",\"status\":404,\"code\":\"model_not_found\",\"param\":\"model\"}");
        assertThat(seen.get("response").asString()).isEqualTo("Red.");
        assertThat(seen.get("nextResponse").asString()).isEqualTo("Blue.");
        assertThat(seen.get("responseEvents").valueStream().map(JsonNode::asString)).containsExactly("response.created", "response.in_progress",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.done",
                "response.content_part.done", "response.output_item.done", "response.completed");
        assertThat(seen.get("responseSum").asString()).isEqualTo("Two.");
        assertThat(seen.get("parsed")).isEqualTo(Served.parse(OSLO));
        assertThat(seen.get("parsedResponse")).isEqualTo(Served.parse(OSLO));
    }

    @Test
    void the_ai_sdk_works_with_its_default_provider_and_with_the_compatible_one() throws Exception {
        for (int api = 0; api < 2; api++) {
            provider.answers(Reply.text("Marta."), Reply.text("Since 1999."), Reply.text("Nobody."),
                    // Two calls that are no JSON: the SDK sends others in their place.
                    Reply.call("ferry", "{\"harbour\": ").saying("Let me look."), Reply.call("ferry", "nonsense"), Reply.call("ferry", "{\"harbour\": \"Vik\"}"),
                    Reply.text("By the ferry at nine."),
                    Reply.text("A city? Oslo."), Reply.text(OSLO), Reply.call("ferry", "{\"harbour\": \"Vik\"}"));
        }
        provider.answers(Reply.text(OSLO), Reply.text("No JSON."), Reply.text("Still none."));

        JsonNode seen = run("ai-sdk.mjs");

        for (String api : new String[] {"responses", "chat"}) {
            JsonNode own = seen.get(api);
            assertThat(own.get("texts").toString()).as(api).isEqualTo("[\"Marta.\",\"Since 1999.\",\"By the ferry at nine.\"]");
            assertThat(own.get("streamed").asString()).isEqualTo("Nobody.");
            assertThat(own.get("results").toString()).isEqualTo("[\"The ferry of Vik goes at nine.\"]");
            assertThat(own.get("faults").asInt()).isEqualTo(2);
            assertThat(own.get("conversations").valueStream().map(JsonNode::asString).distinct()).as("one conversation over all turns and steps of " + api + ": " + own.get("conversations")).hasSize(1);
            assertThat(own.get("object")).isEqualTo(Served.parse(OSLO));
            assertThat(own.get("chosen").toString()).isEqualTo("[[\"ferry\",{\"harbour\":\"Vik\"}]]");
        }
        assertThat(seen.get("jsonObject")).isEqualTo(Served.parse(OSLO));
        assertThat(seen.get("error").toString()).isEqualTo("{\"status\":503,\"code\":\"answer_format\"}");
    }

    @Test
    void langchain_works_with_each_way_to_structured_output_and_over_both_apis() throws Exception {
        provider.answers(Reply.text(OSLO), Reply.text(OSLO), Reply.call("city", OSLO), Reply.text(OSLO));
        for (int api = 0; api < 2; api++) {
            provider.answers(Reply.call("tide", "{\"day\": \"Monday\"}").andCall("tide", "{\"day\": \"Tuesday\"}"), Reply.text("At six."), Reply.text("At seven."));
        }

        JsonNode seen = run("langchain.mjs");

        for (String method : new String[] {"jsonSchema", "jsonMode", "functionCalling", "responses"}) {
            assertThat(seen.get(method)).as(method).isEqualTo(Served.parse(OSLO));
        }
        for (String api : new String[] {"chat", "responsesChat"}) {
            assertThat(seen.get(api).toString()).as(api).isEqualTo("{\"calls\":[{\"day\":\"Monday\"}],\"answer\":\"At six.\",\"streamed\":\"At seven.\"}");
        }
    }

    @Test
    void openais_agents_work_over_both_apis() throws Exception {
        for (int api = 0; api < 2; api++) {
            provider.answers(Reply.call("tide", "{\"day\": \"Monday\"}"), Reply.text("At six."), Reply.text("At noon."), Reply.text("You are welcome."),
                    Reply.text("Oslo."), Reply.text(OSLO));
        }

        JsonNode seen = run("openai-agents.mjs");

        for (String api : new String[] {"chat", "responses"}) {
            JsonNode own = seen.get(api);
            assertThat(own.get("first").asString()).as(api).isEqualTo("At six.");
            assertThat(own.get("second").asString()).isEqualTo("At noon.");
            assertThat(own.get("streamed").asString()).isEqualTo("You are welcome.");
            assertThat(own.get("formed")).isEqualTo(Served.parse(OSLO));
        }
    }

    private JsonNode run(String script) throws Exception {
        return NodeClients.run(script, served.url() + "/v1", model);
    }
}
