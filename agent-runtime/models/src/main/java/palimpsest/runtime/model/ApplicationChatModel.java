package palimpsest.runtime.model;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.function.Supplier;
import palimpsest.runtime.model.ModelFailure.Kind;
import palimpsest.runtime.model.wire.MessageEnding;

/** A LangChain4j model that an application built itself: what it throws becomes a {@link ModelFailure}. It retries as the application set it. */
final class ApplicationChatModel implements StreamingModel {

    private final String name;
    private final ChatModel model;
    private final StreamingChatModel streaming;

    /** One of the models may be null; with both, the streaming one is asked when it is listened to. */
    ApplicationChatModel(String name, ChatModel model, StreamingChatModel streaming) {
        this.name = name;
        this.model = model;
        this.streaming = streaming;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return translating(() -> model == null ? streamed(request, null) : model.chat(request));
    }

    @Override
    public ChatResponse stream(ChatRequest request, TokenListener listener) {
        return streaming == null ? chat(request) : translating(() -> streamed(request, listener));
    }

    private ChatResponse streamed(ChatRequest request, TokenListener listener) {
        var heard = new ApplicationStreamHandler(listener);
        streaming.chat(request, heard);
        return heard.response();
    }

    private ChatResponse translating(Supplier<ChatResponse> call) {
        try {
            return call.get();
        } catch (ModelFailure e) {
            throw e;
        } catch (ContentFilteredException e) {
            // LangChain4j throws a refusal, as if there was no message.
            return ChatResponse.builder().aiMessage(ModelResponses.ended(AiMessage.from(String.valueOf(e.getMessage())), MessageEnding.REFUSAL)).build();
        } catch (RuntimeException e) {
            Kind kind = Thread.currentThread().isInterrupted() ? Kind.CANCELLED : kind(e);
            throw new ModelFailure(kind, "The application's model " + name + " failed: " + e.getMessage(), null, e);
        }
    }

    private static Kind kind(RuntimeException thrown) {
        return switch (thrown) {
            case RateLimitException limit -> Kind.RATE_LIMITED;
            case TimeoutException timeout -> Kind.TIMEOUT;
            case AuthenticationException refused -> Kind.UNAUTHORIZED;
            case InternalServerException fault -> Kind.PROVIDER_ERROR;
            case UnresolvedModelServerException unknown -> Kind.UNREACHABLE;
            case UnsupportedFeatureException unsupported -> Kind.BAD_REQUEST;
            case InvalidRequestException invalid -> Failures.saysTooLong(invalid.getMessage()) ? Kind.CONTEXT_LENGTH : Kind.BAD_REQUEST;
            case LangChain4jException other -> Kind.BAD_RESPONSE;
            default -> Kind.PROVIDER_ERROR;
        };
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model == null ? streaming.defaultRequestParameters() : model.defaultRequestParameters();
    }

    @Override
    public ModelProvider provider() {
        return model == null ? streaming.provider() : model.provider();
    }
}
