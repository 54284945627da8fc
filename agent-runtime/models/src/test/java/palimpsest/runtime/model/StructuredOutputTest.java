package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import palimpsest.runtime.model.wire.ToolFile;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;

/** How the providers are told of a schema and of a call that must be made, over HTTP. */
@Timeout(60)
class StructuredOutputTest {

    private static final String CLOSED = "{\"type\":\"object\",\"properties\":{\"day\":{\"type\":\"string\"}},\"required\":[\"day\"],\"additionalProperties\":false}";
    private static final String OPEN = "{\"type\":\"object\",\"properties\":{\"day\":{\"type\":\"string\"},\"hour\":{\"type\":\"integer\"}},\"required\":[\"day\"]}";

    private final ScriptedModelServer server = ScriptedModelServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,/response_format/json_schema/schema", "ANTHROPIC,/output_config/format/schema", "OLLAMA,/format"})
    void the_schema_goes_to_the_provider_in_its_own_form_streamed_or_not(Provider provider, String place) {
        server.answers(Reply.text("{\"day\": \"Monday\"}"), Reply.text("{\"day\": \"Monday\"}"));
        var model = model(provider);
        assertThat(model.chat(request(CLOSED)).aiMessage().text()).isEqualTo("{\"day\": \"Monday\"}");
        assertThat(server.lastRequest().body().at(place).at("/properties/day/type").asString("")).isEqualTo("string");
        assertThat(((StreamingModel) model).stream(request(CLOSED), new TokenListener() {
            @Override
            public void text(String part) { }

            @Override
            public void arguments(int call, String tool, String part) { }

            @Override
            public void again() { }
        }).aiMessage().text()).isEqualTo("{\"day\": \"Monday\"}");
        assertThat(server.lastRequest().body().at(place).at("/properties/day/type").asString("")).isEqualTo("string");
    }

    @Test
    void openai_is_asked_to_hold_the_model_to_a_schema_that_leaves_nothing_open() {
        server.answers(Reply.text("{}"), Reply.text("{}"));
        model(Provider.OPENAI).chat(request(CLOSED));
        assertThat(server.lastRequest().body().at("/response_format/json_schema/strict").asBoolean()).isTrue();
        model(Provider.OPENAI).chat(request(OPEN));
        assertThat(server.lastRequest().body().at("/response_format/json_schema/strict").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,required", "ANTHROPIC,any"})
    void a_call_that_must_be_made_is_asked_for(Provider provider, String word) {
        server.answers(Reply.call("tide", "{}"));
        model(provider).chat(ChatRequest.builder().messages(UserMessage.from("q")).toolSpecifications(ToolSpecification.builder().name("tide").build())
                .toolChoice(ToolChoice.REQUIRED).build());
        JsonNode choice = server.lastRequest().body().get("tool_choice");
        assertThat(choice.isString() ? choice.asString() : choice.path("type").asString("")).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,/tools/0/function/parameters", "ANTHROPIC,/tools/0/input_schema"})
    void what_the_references_of_a_function_lead_to_goes_along(Provider provider, String place) {
        server.answers(Reply.text("x"));
        var tool = ToolFile.tool("{\"type\":\"function\",\"function\":{\"name\":\"tide\",\"parameters\":{\"type\":\"object\",\"properties\":{\"at\":{\"$ref\":\"#/definitions/place\"}},"
                + "\"definitions\":{\"place\":{\"type\":\"string\"}}}}}");
        model(provider).chat(ChatRequest.builder().messages(UserMessage.from("q")).toolSpecifications(List.of(tool)).build());
        JsonNode parameters = server.lastRequest().body().at(place);
        String reference = parameters.at("/properties/at/$ref").asString("");
        assertThat(parameters.at(reference.substring(1)).path("type").asString("")).as(parameters.toString()).isEqualTo("string");
    }

    private static ChatRequest request(String schema) {
        return ChatRequest.builder().messages(UserMessage.from("q")).responseFormat(ResponseFormat.builder().type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder().name("when").rootElement(JsonRawSchema.from(schema)).build()).build()).build();
    }

    private ChatModel model(Provider provider) {
        String url = provider == Provider.OLLAMA ? server.address().toString() : server.baseUrl();
        var settings = ModelSettings.of("m", provider, url, "scripted").withApiKey("key").withPatience(Duration.ofSeconds(10), 0);
        return new ModelCatalog(List.of(), List.of(settings), Map.of(), "m", Clock.systemUTC(), Pause.SLEEP).get("m").chatModel();
    }
}
