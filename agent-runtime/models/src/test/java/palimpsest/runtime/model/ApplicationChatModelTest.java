package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ApplicationChatModelTest {

    private static final ChatRequest REQUEST = ChatRequest.builder().messages(UserMessage.from("q")).build();
    private static final ChatResponse WHOLE = ChatResponse.builder().aiMessage(AiMessage.from("One two")).build();

    private final List<String> heard = new ArrayList<>();
    private final TokenListener listener = new TokenListener() {
        @Override
        public void text(String part) {
            heard.add(part);
        }

        @Override
        public void arguments(int call, String tool, String part) {
            heard.add(call + tool + part);
        }

        @Override
        public void again() {
            heard.add("again");
        }
    };

    @Test
    void a_model_that_streams_is_heard_from_its_own_thread() {
        StreamingChatModel streaming = streaming(handler -> Thread.ofVirtual().start(() -> {
            handler.onPartialResponse("One ");
            handler.onPartialToolCall(PartialToolCall.builder().index(0).name("finish").partialArguments("{}").build());
            handler.onCompleteResponse(WHOLE);
        }));
        AgentModel model = AgentModel.of("m", silent(), streaming, 8000, 500);
        assertThat(StreamingModel.ask(model.chatModel(), REQUEST, listener)).isEqualTo(WHOLE);
        assertThat(heard).containsExactly("One ", "0finish{}");
        assertThatThrownBy(() -> StreamingModel.ask(model.chatModel(), REQUEST, null)).as("who hears nothing asks the other").hasMessageContaining("not to be asked");
    }

    @Test
    void a_model_that_only_streams_answers_whole_and_its_failures_are_the_same() {
        AgentModel model = AgentModel.of("m", streaming(handler -> handler.onCompleteResponse(WHOLE)), 8000, 500);
        assertThat(model.chatModel().chat(REQUEST)).isEqualTo(WHOLE);
        AgentModel limited = AgentModel.of("m", streaming(handler -> handler.onError(new RateLimitException("slow down"))), 8000, 500);
        assertThatThrownBy(() -> limited.chatModel().chat(REQUEST)).isInstanceOfSatisfying(ModelFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.RATE_LIMITED));
    }

    @Test
    void who_is_interrupted_hears_no_more_and_the_model_is_told_to_stop() {
        var stopped = new AtomicBoolean();
        var late = new ArrayList<StreamingChatResponseHandler>();
        AgentModel model = AgentModel.of("m", streaming(handler -> {
            late.add(handler);
            handler.onPartialResponse(new PartialResponse("One "), new PartialResponseContext(new StreamingHandle() {
                @Override
                public void cancel() {
                    stopped.set(true);
                }

                @Override
                public boolean isCancelled() {
                    return stopped.get();
                }
            }));
            Thread.currentThread().interrupt();
        }), 8000, 500);
        assertThatThrownBy(() -> StreamingModel.ask(model.chatModel(), REQUEST, listener)).isInstanceOfSatisfying(ModelFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.CANCELLED));
        assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
        late.getFirst().onPartialResponse("two");
        assertThat(stopped).isTrue();
        assertThat(heard).containsExactly("One ");
    }

    private static StreamingChatModel streaming(Consumer<StreamingChatResponseHandler> speaks) {
        return new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                speaks.accept(handler);
            }
        };
    }

    private static ChatModel silent() {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                throw new IllegalStateException("not to be asked");
            }
        };
    }
}
