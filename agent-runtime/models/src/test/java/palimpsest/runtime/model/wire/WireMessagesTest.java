package palimpsest.runtime.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireMessagesTest {

    private final ToolExecutionRequest call =
            ToolExecutionRequest.builder().id("call_1").name("readChunk").arguments("{\"chunk_id\":1 }").build();

    @Test
    void each_kind_has_exactly_its_keys_in_order() {
        assertThat(PythonJson.write(WireMessages.toWire(List.of(SystemMessage.from("be brief"), UserMessage.from("name", "hello"),
                AiMessage.from("reading", List.of(call)), ToolExecutionResultMessage.from(call, "{}"), AiMessage.from("done")))))
                .isEqualTo("[{\"role\": \"system\", \"content\": \"be brief\"}, {\"role\": \"user\", \"content\": \"hello\"}, "
                        + "{\"role\": \"assistant\", \"content\": \"reading\", \"tool_calls\": [{\"id\": \"call_1\", \"type\": \"function\", "
                        + "\"function\": {\"name\": \"readChunk\", \"arguments\": \"{\\\"chunk_id\\\":1 }\"}}]}, "
                        + "{\"role\": \"tool\", \"content\": \"{}\", \"tool_call_id\": \"call_1\"}, "
                        + "{\"role\": \"assistant\", \"content\": \"done\"}]");
    }

    @Test
    void an_assistant_without_text_differs_from_one_with_an_empty_text() {
        var without = WireMessages.toWire(AiMessage.builder().toolExecutionRequests(List.of(call)).build());
        var empty = WireMessages.toWire(AiMessage.builder().text("").toolExecutionRequests(List.of(call)).build());
        assertThat(without).containsEntry("content", null).containsKey("content");
        assertThat(empty).containsEntry("content", "");
    }

    @Test
    void reading_the_wire_form_gives_the_messages_back() {
        var messages = List.of(SystemMessage.from("s"), UserMessage.from("u"),
                AiMessage.builder().toolExecutionRequests(List.of(call)).build(), ToolExecutionResultMessage.from(call, ""));
        var wire = WireMessages.toWire(messages);
        assertThat(WireMessages.fromWire(wire)).isEqualTo(messages);
        assertThat(WireMessages.toWire(WireMessages.fromWire(wire))).isEqualTo(wire);
    }

    @Test
    void what_has_no_wire_form_is_refused() {
        assertThatThrownBy(() -> WireMessages.toWire(UserMessage.from(ImageContent.from("http://127.0.0.1/cat.png"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("only text and tool calls");
        assertThatThrownBy(() -> WireMessages.fromWire(List.of(Map.of("role", "oracle", "content", "x"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("oracle");
        assertThatThrownBy(() -> WireMessages.fromWire(List.of(Map.of("role", "user", "content", 3))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("content");
    }
}
