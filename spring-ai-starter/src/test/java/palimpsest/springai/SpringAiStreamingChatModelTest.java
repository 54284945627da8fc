package palimpsest.springai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

class SpringAiStreamingChatModelTest {

    /** What a caller is told. */
    private static class Told implements StreamingChatResponseHandler {
        final List<String> parts = new ArrayList<>();
        dev.langchain4j.model.chat.response.ChatResponse response;
        Throwable error;

        @Override
        public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
            parts.add(part.text());
        }

        @Override
        public void onCompleteResponse(dev.langchain4j.model.chat.response.ChatResponse whole) {
            response = whole;
        }

        @Override
        public void onError(Throwable thrown) {
            error = thrown;
        }
    }

    private static ChatModel streaming(Function<Prompt, Flux<ChatResponse>> stream) {
        return new ChatModel() {
            @Override
            public ChatResponse call(Prompt prompt) {
                throw new AssertionError("It is to be streamed.");
            }

            @Override
            public Flux<ChatResponse> stream(Prompt prompt) {
                return stream.apply(prompt);
            }
        };
    }

    private static ChatResponse part(String text) {
        return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
    }

    private static ChatResponse last(AssistantMessage message, String reason, int input, int output) {
        return new ChatResponse(List.of(new Generation(message, ChatGenerationMetadata.builder().finishReason(reason).build())),
                ChatResponseMetadata.builder().id("r1").model("tide-1").usage(new DefaultUsage(input, output)).build());
    }

    private static Told ask(ChatModel model, ToolSpecification... tools) {
        var told = new Told();
        new SpringAiStreamingChatModel(model).chat(ChatRequest.builder().messages(UserMessage.from("How deep is it?")).toolSpecifications(tools).build(), told);
        return told;
    }

    @Test
    void text_is_told_in_parts_and_the_whole_has_usage_model_and_reason() {
        Told told = ask(streaming(prompt -> Flux.just(part("Four "), part("meters"), last(new AssistantMessage("."), "STOP", 11, 3))));

        assertThat(told.parts).containsExactly("Four ", "meters", ".");
        assertThat(told.response.aiMessage().text()).isEqualTo("Four meters.");
        assertThat(told.response.tokenUsage()).isEqualTo(new TokenUsage(11, 3, 14));
        assertThat(told.response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(told.response.modelName()).isEqualTo("tide-1");
        assertThat(told.response.id()).isEqualTo("r1");
        assertThat(told.error).isNull();
    }

    @Test
    void calls_of_tools_come_with_the_whole_response() {
        var call = new AssistantMessage.ToolCall("c1", "function", "depth", "{\"place\":\"pier\"}");
        Told told = ask(streaming(prompt -> Flux.just(part("I look. "),
                last(AssistantMessage.builder().content("").toolCalls(List.of(call)).build(), "tool_calls", 5, 2))), ToolSpecification.builder().name("depth").build());

        assertThat(told.parts).containsExactly("I look. ");
        assertThat(told.response.aiMessage().toolExecutionRequests()).singleElement().satisfies(request -> {
            assertThat(request.id()).isEqualTo("c1");
            assertThat(request.name()).isEqualTo("depth");
            assertThat(request.arguments()).isEqualTo("{\"place\":\"pier\"}");
        });
        assertThat(told.response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    }

    @Test
    void a_failure_in_the_middle_is_told_once_and_nothing_is_complete() {
        var broken = new IllegalStateException("the line is down");
        Told told = ask(streaming(prompt -> Flux.concat(Flux.just(part("Four ")), Flux.error(broken))));

        assertThat(told.parts).containsExactly("Four ");
        assertThat(told.error).isSameAs(broken);
        assertThat(told.response).isNull();
    }

    @Test
    void a_model_that_cannot_stream_is_called_and_tells_its_text_at_once() {
        Told told = ask(prompt -> last(new AssistantMessage("Four meters."), "stop", 7, 3));

        assertThat(told.parts).containsExactly("Four meters.");
        assertThat(told.response.aiMessage().text()).isEqualTo("Four meters.");
        assertThat(told.response.tokenUsage()).isEqualTo(new TokenUsage(7, 3, 10));
    }

    @Test
    void cancelling_ends_the_stream_of_the_model() {
        var cancelled = new AtomicBoolean();
        var told = new Told() {
            @Override
            public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                super.onPartialResponse(part, context);
                context.streamingHandle().cancel();
                assertThat(context.streamingHandle().isCancelled()).isTrue();
            }
        };
        var model = streaming(prompt -> Flux.concat(Flux.just(part("Four ")), Flux.<ChatResponse>never()).doOnCancel(() -> cancelled.set(true)));

        new SpringAiStreamingChatModel(model).chat(ChatRequest.builder().messages(UserMessage.from("How deep is it?")).build(), told);

        assertThat(cancelled).isTrue();
        assertThat(told.parts).containsExactly("Four ");
        assertThat(told.response).isNull();
        assertThat(told.error).isNull();
    }
}
