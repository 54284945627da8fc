package palimpsest.evaluation.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.output.FinishReason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.runtime.model.ModelFailure;

class ScriptedChatModelTest {

    private static final String CASE = """
            {"name": "n", "document": "d", "question": "q", "system_prompt": "s", "keep_assistant_text": true, "unknown": 1,
             "replies": [{"tool": "note", "arguments": {"key": "é", "content": {"n": 1e-05}}, "text": "noting"},
                         {"tool": "readChunk", "arguments": "{broken"}, {"tool": "analyzeText"}, {"text": "done"}],
             "requests": [[{"role": "system", "content": "s"}]]}
            """;

    @Test
    void gives_the_recorded_replies_and_keeps_the_requests() {
        var wireCase = WireCases.parse(CASE, "The test").getFirst();
        assertThat(wireCase.keepAssistantText()).isTrue();
        var model = new ScriptedChatModel(wireCase.replies());

        var first = model.chat(UserMessage.from("one"));
        assertThat(first.aiMessage().text()).isEqualTo("noting");
        assertThat(first.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(first.aiMessage().toolExecutionRequests().getFirst().id()).isEqualTo("call_1");
        assertThat(first.aiMessage().toolExecutionRequests().getFirst().arguments())
                .isEqualTo("{\"key\": \"é\", \"content\": {\"n\": 1e-05}}");

        var second = model.chat(UserMessage.from("two")).aiMessage().toolExecutionRequests().getFirst();
        assertThat(second.id()).isEqualTo("call_2");
        assertThat(second.arguments()).isEqualTo("{broken");
        assertThat(model.chat(UserMessage.from("three")).aiMessage().toolExecutionRequests().getFirst().arguments()).isEqualTo("{}");
        assertThat(model.chat(UserMessage.from("four")).aiMessage().toolExecutionRequests()).isEmpty();
        assertThatThrownBy(() -> model.chat(UserMessage.from("five"))).isInstanceOf(ModelFailure.class)
                .hasMessageContaining("4 replies");
        assertThat(model.requests()).hasSize(5);
        assertThat(model.requests().get(1).getFirst()).containsEntry("content", "two");
    }

    @Test
    void a_broken_file_is_refused_with_the_place(@TempDir Path directory) throws Exception {
        assertThatThrownBy(() -> WireCases.read(directory.resolve("none.json"))).hasMessageContaining("none.json");
        Path file = Files.writeString(directory.resolve("cases.json"), "[" + CASE + ", {\"document\": 3}]");
        assertThatThrownBy(() -> WireCases.read(file)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cases.json, case 2").hasMessageContaining("\"document\"");
        Files.writeString(file, "{oops");
        assertThatThrownBy(() -> WireCases.read(file)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("isn't JSON");
        Files.writeString(file, CASE.replace("\"requests\"", "\"other\""));
        assertThatThrownBy(() -> WireCases.read(file)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("requests");
    }
}
