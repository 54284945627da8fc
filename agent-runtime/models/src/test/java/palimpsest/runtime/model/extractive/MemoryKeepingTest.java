package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MemoryKeepingTest {

    private static final String TOLD = """
            {"memories":[{"id":"aa11","text":"My boat lies at berth 41.","said":"2026-03-01T10:00:00Z by user","conversation":"A talk #1"},
            {"id":"bb22","text":"My boat is green.","said":"2026-03-01T10:01:00Z by user","conversation":"A talk #3"},
            {"id":"cc33","text":"A berth for your boat is free.","said":"2026-03-01T10:02:00Z by Otto","conversation":"A talk #5"}]}""";

    private final ExtractiveChatModel model = new ExtractiveChatModel(String::length);
    private final List<ChatMessage> messages = new ArrayList<>();

    private AiMessage next(String... tools) {
        AiMessage reply = model.chat(ChatRequest.builder().messages(messages)
                .toolSpecifications(Stream.of(tools).map(name -> ToolSpecification.builder().name(name).build()).toList()).build()).aiMessage();
        messages.add(reply);
        return reply;
    }

    private AiMessage withMemory() {
        return next("recallMemory", "rememberFact", "forgetMemory", "finish");
    }

    private void result(AiMessage call, String json) {
        messages.add(ToolExecutionResultMessage.from(call.toolExecutionRequests().getFirst(), json));
    }

    private static ToolExecutionRequest call(AiMessage reply) {
        assertThat(reply.toolExecutionRequests()).hasSize(1);
        return reply.toolExecutionRequests().getFirst();
    }

    @Test
    void only_what_the_user_said_with_all_of_the_words_is_forgotten_and_the_receipt_is_told() {
        messages.add(UserMessage.from("Forget the berth of my boat."));
        AiMessage recall = withMemory();
        assertThat(call(recall).name()).isEqualTo("recallMemory");
        result(recall, TOLD);
        AiMessage forget = withMemory();
        assertThat(call(forget).name()).isEqualTo("forgetMemory");
        assertThat(call(forget).arguments()).isEqualTo("{\"id\":\"aa11\"}");
        result(forget, "{\"forgotten\":true,\"receipt\":\"r-7\"}");
        AiMessage answer = withMemory();
        assertThat(call(answer).name()).isEqualTo("finish");
        assertThat(call(answer).arguments()).contains("Forgotten for good", "r-7");
    }

    @Test
    void what_a_tool_refuses_is_not_said_to_be_done() {
        messages.add(UserMessage.from("Forget the berth of my boat."));
        result(withMemory(), TOLD);
        result(withMemory(), "{\"error\":\"A person said no.\"}");
        assertThat(call(withMemory()).arguments()).contains("could not be done: A person said no.");
        messages.clear();
        messages.add(UserMessage.from("Remember that the pump is new."));
        result(withMemory(), "{\"error\":\"There is no user here.\"}");
        assertThat(call(withMemory()).arguments()).contains("could not be done: There is no user here.");
    }

    @Test
    void where_nothing_has_all_of_the_words_nothing_is_forgotten() {
        messages.add(UserMessage.from("Forget the berth of my bicycle."));
        result(withMemory(), TOLD);
        assertThat(call(withMemory()).arguments()).contains("I remember nothing of yours");
    }

    @Test
    void what_is_to_be_kept_is_kept_whatever_the_gate_would_say() {
        messages.add(UserMessage.from("Remember that the pump is new."));
        AiMessage keep = withMemory();
        assertThat(call(keep).name()).isEqualTo("rememberFact");
        assertThat(call(keep).arguments()).isEqualTo("{\"text\":\"the pump is new.\"}");
        result(keep, "{\"remembered\":true,\"id\":\"dd44\"}");
        assertThat(call(withMemory()).arguments()).contains("I keep that in mind");
    }

    @Test
    void without_the_tools_of_memory_it_is_a_question_like_any_other() {
        messages.add(UserMessage.from("Forget the berth of my boat."));
        assertThat(call(next("analyzeText", "loadDocument", "finish")).name()).isEqualTo("analyzeText");
    }
}
