package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.output.FinishReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.evaluation.replay.WireCases;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.runtime.model.wire.ToolFile;
import palimpsest.runtime.model.wire.WireMessages;
import palimpsest.testkit.Answer.Call;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class OpenAiWireTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ScriptedModelServer server = ScriptedModelServer.start().otherwise(request -> Reply.text("ok"));
    private final ModelSettings settings = ModelSettings.of("local", Provider.OPENAI, server.baseUrl() + "/", "StateLM-8B");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void every_shape_of_message_arrives_as_the_reference_sends_it() {
        var call = ToolExecutionRequest.builder().id("call_1").name("note").arguments("{\"key\":  \"ké🙂\" }").build();
        var third = call.toBuilder().id("call_3").build();
        var fourth = call.toBuilder().id("call_4").build();
        List<ChatMessage> messages = List.of(SystemMessage.from("  be brief\n"), UserMessage.from("q \u0001 \u2028 \"quoted\" </s>"),
                AiMessage.builder().toolExecutionRequests(List.of(call)).build(),
                ToolExecutionResultMessage.from(call, "{\"error\": \"*\", \"msg_id\": 2}"),
                AiMessage.builder().text("").toolExecutionRequests(List.of(call.toBuilder().id("call_2").arguments("{}").build())).build(),
                ToolExecutionResultMessage.from("call_2", "note", ""),
                AiMessage.from("noting", List.of(third, fourth)), ToolExecutionResultMessage.from(third, "{}"), ToolExecutionResultMessage.from(fourth, "{}"),
                AiMessage.from("plain"), UserMessage.from("go on"));
        assertArrivesAs(WireMessages.toWire(messages), messages);
    }

    @Test
    void recorded_conversations_arrive_identical() {
        Path file = shared("statelm-wire/cases.json");
        assumeTrue(file != null, "the recorded conversations are not on this machine");
        var requests = WireCases.read(file).stream().flatMap(recorded -> recorded.requests().stream()).toList();
        assertThat(requests).isNotEmpty();
        for (List<Map<String, Object>> recorded : requests) {
            assertArrivesAs(recorded, WireMessages.fromWire(recorded));
        }
    }

    @Test
    void the_request_holds_only_what_the_reference_sends() {
        var model = model(settings.withSampling(0.7, 1.0));
        model.chatModel().chat(ChatRequest.builder().messages(UserMessage.from("q")).toolSpecifications(tool()).build());
        assertThat(server.lastRequest().body().propertyNames())
                .containsExactlyInAnyOrder("model", "messages", "tools", "temperature", "top_p", "max_tokens");
        assertThat(server.lastRequest().body().path("model").asString()).isEqualTo("StateLM-8B");
        assertThat(server.lastRequest().body().path("max_tokens").asInt()).isEqualTo(4096);
        assertThat(server.lastRequest().path()).isEqualTo("/v1/chat/completions");
        assertThat(server.lastRequest().header("Authorization")).as("no key is set, so none is sent").isEmpty();
        assertThat(server.lastRequest().header("Upgrade")).as("no offer of HTTP/2, which vLLM stumbles over").isEmpty();

        model(settings).chatModel().chat(UserMessage.from("q"));
        assertThat(server.lastRequest().body().propertyNames()).containsExactlyInAnyOrder("model", "messages", "max_tokens");
    }

    @Test
    void tools_arrive_as_the_tool_file_has_them(@TempDir Path directory) throws Exception {
        String json;
        try (var in = getClass().getResourceAsStream("wire/tools.json")) {
            json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var tools = ToolFile.read(Files.writeString(directory.resolve("tools.json"), json));
        model(settings).chatModel().chat(ChatRequest.builder().messages(UserMessage.from("q")).toolSpecifications(tools).build());
        assertThat(PythonJson.write(server.lastRequest().body().path("tools"))).isEqualTo(PythonJson.write(JSON.readTree(json)));
    }

    @Test
    void own_tools_arrive_without_strict_or_empty_lists() {
        model(settings).chatModel().chat(ChatRequest.builder().messages(UserMessage.from("q")).toolSpecifications(tool()).build());
        assertThat(PythonJson.write(server.lastRequest().body().path("tools"))).isEqualTo("[{\"type\": \"function\", "
                + "\"function\": {\"name\": \"note\", \"description\": \"Keep it\", \"parameters\": {\"type\": \"object\", "
                + "\"properties\": {\"key\": {\"type\": \"string\"}}}}}]");
    }

    @Test
    void replies_come_back_with_ids_and_arguments_as_they_were_sent() {
        server.answers(Reply.call("readChunk", "{\"chunk_id\":  1").andCall("note", "").usage(120, 9),
                Reply.text("").stoppedBy("length"), Reply.text(null), new Reply(null, List.of(new Call("", "note", "{}")), null, null));
        var chat = model(settings).chatModel();
        var first = chat.chat(UserMessage.from("q"));
        assertThat(first.aiMessage().text()).isNull();
        assertThat(first.aiMessage().toolExecutionRequests()).extracting(ToolExecutionRequest::id, ToolExecutionRequest::name,
                ToolExecutionRequest::arguments).containsExactly(tuple("call_1", "readChunk",
                "{\"chunk_id\":  1"), tuple("call_1_2", "note", ""));
        assertThat(first.tokenUsage().inputTokenCount()).isEqualTo(120);
        assertThat(first.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);

        var empty = chat.chat(UserMessage.from("q"));
        assertThat(empty.aiMessage().text()).isNullOrEmpty();
        assertThat(empty.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(chat.chat(UserMessage.from("q")).aiMessage().text()).isNullOrEmpty();
        assertThat(chat.chat(UserMessage.from("q")).aiMessage().toolExecutionRequests().getFirst().id())
                .as("a call without an id gets one").startsWith("call_");
    }

    @Test
    void only_openai_itself_is_sent_the_newer_name_of_the_limit() {
        assertThat(OpenAiEdge.wantsCompletionTokens("https://api.openai.com/v1")).isTrue();
        assertThat(OpenAiEdge.wantsCompletionTokens("http://127.0.0.1:8000/v1")).isFalse();
    }

    @Test
    void own_headers_are_sent() {
        model(settings.withHeaders(Map.of("X-Team", "ink"))).chatModel().chat("q");
        assertThat(server.lastRequest().header("X-Team")).contains("ink");
    }

    private void assertArrivesAs(List<? extends Map<String, Object>> expected, List<ChatMessage> messages) {
        model(settings).chatModel().chat(messages);
        // As text, so that absent keys, nulls and the order of keys all count.
        assertThat(PythonJson.write(server.lastRequest().messages())).isEqualTo(PythonJson.write(expected));
    }

    private static AgentModel model(ModelSettings settings) {
        return new ModelCatalog(List.of(), List.of(settings), null).defaultModel();
    }

    private static ToolSpecification tool() {
        return ToolSpecification.builder().name("note").description("Keep it")
                .parameters(JsonObjectSchema.builder().addStringProperty("key").build()).build();
    }

    private static Path shared(String name) {
        return Stream.iterate(Path.of("").toAbsolutePath(), directory -> directory != null, Path::getParent)
                .map(directory -> directory.resolve("shared/data").resolve(name)).filter(Files::exists).findFirst().orElse(null);
    }
}
