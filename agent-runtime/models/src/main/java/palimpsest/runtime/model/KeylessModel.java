package palimpsest.runtime.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

/** Stands for a model whose provider always wants a key while none is set: it says so when it is called, not at start. */
final class KeylessModel implements ChatModel {

    private final Failures failures;

    KeylessModel(Failures failures) {
        this.failures = failures;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        throw failures.keyMissing();
    }
}
