package palimpsest.runtime.learning;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import palimpsest.runtime.model.ModelFailure;

/** A model of the runtime as an evolution takes it: what it refuses for good is told by LangChain4j's exceptions, so that one response ends nothing. */
public final class LearningModel implements ChatModel {

    private final ChatModel model;

    /** @param model whose calls fail with {@link ModelFailure} */
    public LearningModel(ChatModel model) {
        this.model = model;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        try {
            return model.chat(request);
        } catch (ModelFailure e) {
            throw translated(e);
        }
    }

    /** What passes by itself stays as it is. */
    static RuntimeException translated(ModelFailure failure) {
        return switch (failure.kind()) {
            case UNAUTHORIZED -> new AuthenticationException(failure.getMessage());
            case BAD_REQUEST, CONTEXT_LENGTH, BAD_RESPONSE -> new InvalidRequestException(failure.getMessage());
            case UNREACHABLE, TIMEOUT, RATE_LIMITED, PROVIDER_ERROR, CIRCUIT_OPEN, CANCELLED -> failure;
        };
    }
}
