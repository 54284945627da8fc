package palimpsest.runtime.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

/** A model that can be listened to. The response is the same as without a listener, and so are its failures. */
public interface StreamingModel extends ChatModel {

    ChatResponse stream(ChatRequest request, TokenListener listener);

    /** Asks a model; {@code listener}, which may be null, is told nothing by one that can't be listened to. */
    static ChatResponse ask(ChatModel model, ChatRequest request, TokenListener listener) {
        return listener != null && model instanceof StreamingModel streaming ? streaming.stream(request, listener) : model.chat(request);
    }
}
