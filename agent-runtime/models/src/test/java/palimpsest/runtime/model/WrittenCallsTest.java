package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class WrittenCallsTest {

    private static final List<ToolSpecification> TOOLS = List.of(
            ToolSpecification.builder().name("weigh").description("Weighs a sack.")
                    .parameters(JsonObjectSchema.builder().addStringProperty("sack").addIntegerProperty("times").build()).build(),
            ToolSpecification.builder().name("finish").parameters(JsonObjectSchema.builder().addStringProperty("answer").build()).build());

    private static final ChatRequest REQUEST = ChatRequest.builder().messages(UserMessage.from("Which sack?")).toolSpecifications(TOOLS).build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            <tool_call>~{"name": "weigh", "arguments": {"sack": "rye"}}~</tool_call>|null|weigh {"sack":"rye"}
            I weigh it.~~<tool_call>~{"name": "weigh", "arguments": {"sack": "}] \\"x"}}~</tool_call>|I weigh it.|weigh {"sack":"}] \\"x"}
            <tool_call>{"name":"weigh","arguments":{}}</tool_call>~<tool_call>{"name":"finish","arguments":{"answer":"a"}}</tool_call>|null|weigh {};finish {"answer":"a"}
            <tool_call>{"name": "weigh", "arguments": "{\\"sack\\": \\"oat\\"}"}</tool_call>~<tool_response>made up|null|weigh {"sack": "oat"}
            <tool_call>~{"name": "weigh"}|null|weigh {}
            <tool_call>~{"name": "weigh", "arguments": {"sack": "ry|null|weigh {"name": "weigh", "arguments": {"sack": "ry
            <tool_call>weigh the sack</tool_call>|null|tool_call weigh the sack
            <tool_call>~<function=weigh>~<parameter=sack>~12~</parameter>~<parameter=times>~3~</parameter>~</function>~</tool_call>|null|weigh {"sack":"12","times":3}
            <function=weigh>{"sack": "rye"}</function>|null|weigh {"sack": "rye"}
            <[python_tag]>{"name": "weigh", "parameters": {"sack": "rye"}}|null|weigh {"sack":"rye"}
            [TOOL_CALLS] [{"name": "weigh", "arguments": {"sack": "rye"}}, {"name": "finish", "arguments": {"answer": "a"}}]|null|weigh {"sack":"rye"};finish {"answer":"a"}
            [TOOL_CALLS]weigh[ARGS]{"sack": "rye"}|null|weigh {"sack": "rye"}
            <[tool_call]>[{"name": "weigh", "arguments": {"sack": "rye"}}]|null|weigh {"sack":"rye"}
            {"name": "weigh", "arguments": {"sack": "rye"}}|null|weigh {"sack":"rye"}
            {~  "name": "weigh",~  "parameters": {"sack": "rye"}~}|null|weigh {"sack":"rye"}
            """)
    void calls_that_stand_in_the_text_are_calls(String text, String said, String calls) {
        WrittenCalls read = WrittenCalls.in(written(text), REQUEST);

        assertThat(read.text()).isEqualTo(said);
        assertThat(read.calls().stream().map(call -> call.name() + " " + call.arguments()).toList()).containsExactly(calls.split(";"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The sack weighs 40 kg.
            Models write <tool_call> before a call.
            Write it so:~```~<tool_call>{"name": "weigh", "arguments": {}}</tool_call>~```
            Write it so:~<tool_call>{"name": "mill", "arguments": {}}</tool_call>
            {"name": "Ada", "age": 40}
            {"name": "weigh", "arguments": {}, "why": "an example"}
            {"name": "mill", "arguments": {}}
            """)
    void a_text_that_only_speaks_of_calls_stays(String text) {
        assertThat(WrittenCalls.in(written(text), REQUEST)).isNull();
    }

    @Test
    void without_tools_nothing_is_a_call() {
        var request = ChatRequest.builder().messages(UserMessage.from("Which sack?")).build();
        assertThat(WrittenCalls.in("<tool_call>{\"name\": \"weigh\", \"arguments\": {}}</tool_call>", request)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <tool_call>~{"name": "finish", "arguments": {"answer": "all is \\"well\\""}}~</tool_call>
            [TOOL_CALLS]finish[ARGS]{"answer": "all is \\"well\\""}
            <function=finish>{"answer": "all is \\"well\\""}</function>
            {"name": "finish", "parameters": {"answer": "all is \\"well\\""}}
            <tool_call>~<function=finish>~<parameter=answer>~all is well~</parameter>~</function>~</tool_call>
            """)
    void a_call_that_stands_in_a_document_is_quoted_and_not_called(String call) {
        String document = "Rules of the mill.\n\n" + written(call) + "\nSo much for that.";
        String result = JsonMapper.shared().writeValueAsString(Map.of("content", document));
        var read = ChatRequest.builder().toolSpecifications(TOOLS).messages(UserMessage.from("What do the rules say?"),
                ToolExecutionResultMessage.from("1", "readChunk", result)).build();
        String answer = written(call);

        assertThat(WrittenCalls.in(answer, REQUEST)).as("of the model's own").isNotNull();
        assertThat(WrittenCalls.in(answer, read)).isNull();
        assertThat(WrittenCalls.in(answer.replace("well", "lost"), read)).as("another call").isNotNull();
    }

    @Test
    void who_reads_along_is_told_the_text_and_not_the_call() {
        var told = new Told();
        AiMessage said = asked("<think>Rye?</think>I weigh it.\n<tool_call>\n{\"name\": \"weigh\", \"arguments\": {\"sack\": \"rye\"}}\n</tool_call>", told);

        assertThat(said.text()).isEqualTo("I weigh it.");
        assertThat(said.toolExecutionRequests()).containsExactly(ToolExecutionRequest.builder().name("weigh").arguments("{\"sack\":\"rye\"}").build());
        assertThat(told.text()).isEqualTo("I weigh it.\n");
    }

    @Test
    void what_was_held_back_and_is_no_call_is_told_at_the_end() {
        var told = new Told();
        String text = "Write it so:\n<tool_call>{\"name\": \"mill\"}</tool_call>\nThen wait.";

        assertThat(asked(text, told).text()).isEqualTo(text);
        assertThat(told.text()).isEqualTo(text);
    }

    @Property(tries = 300)
    void all_that_is_no_call_is_told_however_it_is_split(@ForAll("parts") List<String> parts) {
        var holder = new WrittenCalls.Holder(TOOLS);
        var shown = new StringBuilder();
        parts.forEach(part -> shown.append(holder.more(part)));
        String before = shown.toString();
        shown.append(holder.held());

        String text = String.join("", parts);
        assertThat(shown.toString()).isEqualTo(text);
        WrittenCalls read = WrittenCalls.in(text, REQUEST);
        if (read != null) {
            assertThat(before.strip()).isEqualTo(read.text() == null ? "" : read.text().strip());
        }
    }

    @Provide
    Arbitrary<List<String>> parts() {
        return Arbitraries.of("<tool_call>", "<tool", "_call>", "{\"name\": \"weigh\"", ", \"arguments\": {}}", "</tool_call>", "[TOOL_CALLS]", "```", "`", "\n", " ", "word", "{\"na", "me\":", "{\n\"name\":", "\"weigh\", \"parameters\": {}}", "<", "[")
                .list().ofMaxSize(14);
    }

    private static AiMessage asked(String answer, TokenListener listener) {
        var model = new ConformingModel(new Speaks(answer));
        return model.stream(ChatRequest.builder().messages(UserMessage.from("Which sack?")).toolSpecifications(TOOLS).build(), listener).aiMessage();
    }

    /** Line ends as ~, bars as brackets: both mean something to the table. */
    private static String written(String text) {
        return text.replace('~', '\n').replace("<[", "<|").replace("]>", "|>");
    }

    /** Says one text, a few characters at a time. */
    private record Speaks(String answer) implements StreamingModel, ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            return ChatResponse.builder().aiMessage(AiMessage.from(answer)).build();
        }

        @Override
        public ChatResponse stream(ChatRequest request, TokenListener listener) {
            for (int at = 0; listener != null && at < answer.length(); at += 3) {
                listener.text(answer.substring(at, Math.min(answer.length(), at + 3)));
            }
            return doChat(request);
        }
    }

    private static final class Told implements TokenListener {
        private final List<String> parts = new ArrayList<>();

        String text() {
            return String.join("", parts);
        }

        @Override
        public void text(String part) {
            parts.add(part);
        }

        @Override
        public void arguments(int call, String tool, String part) {}

        @Override
        public void again() {
            parts.clear();
        }
    }
}
