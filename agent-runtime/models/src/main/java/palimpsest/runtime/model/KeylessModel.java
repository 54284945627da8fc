package palimpsest.runtime.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

/** Stands for a model whose provider wants a key while none is known: it says so when it is called, not at start. */
final class KeylessModel implements ChatModel {

    private final Failures failures;
    private final String remedy;

    KeylessModel(Failures failures, String remedy) {
        this.failures = failures;
        this.remedy = remedy;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        throw failures.keyMissing(remedy);
    }
}
