package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.runtime.model.wire.ToolFile;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class OtherProvidersTest {

    private final ScriptedModelServer server = ScriptedModelServer.start();
    private final ToolExecutionRequest call =
            ToolExecutionRequest.builder().id("call_1").name("note").arguments("{\"key\": \"k\"}").build();
    private final List<ChatMessage> history = List.of(SystemMessage.from("be brief"), UserMessage.from("q"),
            AiMessage.builder().text("").toolExecutionRequests(List.of(call)).build(),
            ToolExecutionResultMessage.from(call, "{\"status\": \"success\"}"));

    @TempDir
    Path directory;
    private ChatRequest request;

    @BeforeEach
    void buildTheRequest() throws Exception {
        try (var in = getClass().getResourceAsStream("wire/tools.json")) {
            Path file = Files.writeString(directory.resolve("tools.json"), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            request = ChatRequest.builder().messages(history).toolSpecifications(ToolFile.read(file)).build();
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anthropic_runs_a_tool_conversation() {
        server.answers(Reply.call("finish", "{\"answer\": \"42\"}").saying("done").usage(50, 6));
        var settings = ModelSettings.of("claude", Provider.ANTHROPIC, server.baseUrl(), "claude-x").withApiKey("anthropic-key")
                .withSampling(0.0, null);
        ChatResponse response = chat(settings);
        assertThat(response.aiMessage().text()).isEqualTo("done");
        assertFinish(response);
        assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(50);

        JsonNode body = server.lastRequest().body();
        assertThat(server.lastRequest().header("x-api-key")).contains("anthropic-key");
        assertThat(body.path("max_tokens").asInt()).isEqualTo(4096);
        assertThat(body.path("temperature").asDouble()).isZero();
        assertThat(body.has("top_p")).isFalse();
        assertThat(body.path("tools")).hasSize(7);
        assertThat(body.at("/tools/1/input_schema/properties/chunk_size/default").asInt()).isEqualTo(4000);
        assertThat(body.at("/messages/1/content").toString()).contains("tool_use").contains("call_1").doesNotContain("\"text\":\"\"");
        assertThat(body.at("/messages/2/content/0/tool_use_id").asString()).isEqualTo("call_1");
    }

    @Test
    void ollama_runs_a_tool_conversation_with_its_whole_window() {
        server.answers(Reply.call("finish", "{\"answer\": \"42\"}").usage(50, 6));
        ChatResponse response = chat(ModelSettings.of("qwen", Provider.OLLAMA, server.address().toString(), "qwen3")
                .withWindow(16_000, 1000));
        assertFinish(response);
        assertThat(response.aiMessage().toolExecutionRequests().getFirst().id()).as("Ollama gives none").startsWith("call_");

        JsonNode body = server.lastRequest().body();
        assertThat(body.at("/options/num_ctx").asInt()).isEqualTo(16_000);
        assertThat(body.at("/options/num_predict").asInt()).isEqualTo(1000);
        assertThat(body.path("tools")).hasSize(7);
        assertThat(body.at("/tools/1/function/parameters/properties/chunk_size/default").asInt()).isEqualTo(4000);
        assertThat(body.at("/messages/2/tool_calls/0/function/arguments/key").asString()).isEqualTo("k");
        assertThat(body.at("/messages/3/role").asString()).isEqualTo("tool");
    }

    private ChatResponse chat(ModelSettings settings) {
        return new ModelCatalog(List.of(), List.of(settings), null).defaultModel().chatModel().chat(request);
    }

    private static void assertFinish(ChatResponse response) {
        assertThat(response.aiMessage().toolExecutionRequests()).singleElement().satisfies(finish -> {
            assertThat(finish.name()).isEqualTo("finish");
            assertThat(finish.arguments()).isEqualTo("{\"answer\": \"42\"}");
        });
    }
}
