package palimpsest.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.StreamingModel;
import palimpsest.runtime.model.TokenListener;

class ApplicationModelsTest {

    private static final ChatRequest REQUEST = ChatRequest.builder().messages(UserMessage.from("q")).build();

    @Test
    void a_model_and_the_only_one_that_streams_are_one() {
        assertThat(heard(models("harbor"), streaming("words"))).containsExactly(Map.entry("harbor", "words"));
    }

    @Test
    void beans_whose_names_differ_by_streaming_are_one_and_others_stand_alone() {
        assertThat(heard(models("openAiChatModel", "ollamaChatModel"), streaming("openAiStreamingChatModel", "other")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("openAiChatModel", "openAiStreamingChatModel", "ollamaChatModel", "silence", "other", "other"));
    }

    /** By model what is heard of it: the streaming bean's name, or silence. */
    private static Map<String, String> heard(Map<String, ChatModel> models, Map<String, StreamingChatModel> streaming) {
        return new ApplicationModels(models, streaming).all().stream().collect(Collectors.toMap(AgentModel::name, ApplicationModelsTest::heard));
    }

    private static String heard(AgentModel model) {
        var text = new StringBuilder();
        StreamingModel.ask(model.chatModel(), REQUEST, new TokenListener() {
            @Override
            public void text(String part) {
                text.append(part);
            }

            @Override
            public void arguments(int call, String tool, String part) { }

            @Override
            public void again() { }
        });
        return text.isEmpty() ? "silence" : text.toString();
    }

    private static Map<String, ChatModel> models(String... names) {
        return Stream.of(names).collect(Collectors.toMap(name -> name, name -> new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                return response(name);
            }
        }));
    }

    private static Map<String, StreamingChatModel> streaming(String... names) {
        return Stream.of(names).collect(Collectors.toMap(name -> name, name -> new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                handler.onPartialResponse(name);
                handler.onCompleteResponse(response(name));
            }
        }));
    }

    private static ChatResponse response(String text) {
        return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
    }
}
