package palimpsest.runtime.model;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Hands on what an application's model streams, on whatever thread it does, and waits for its end. For one call. */
final class ApplicationStreamHandler implements StreamingChatResponseHandler {

    private final TokenListener listener;
    private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();
    private volatile StreamingHandle handle;

    /** @param listener null when nobody listens */
    ApplicationStreamHandler(TokenListener listener) {
        this.listener = listener;
    }

    @Override
    public void onPartialResponse(String part) {
        if (listener != null && !response.isDone()) {
            listener.text(part);
        }
    }

    @Override
    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
        handle = context.streamingHandle();
        onPartialResponse(part.text());
    }

    @Override
    public void onPartialToolCall(PartialToolCall part) {
        if (listener != null && !response.isDone()) {
            listener.arguments(part.index(), part.name(), part.partialArguments());
        }
    }

    @Override
    public void onPartialToolCall(PartialToolCall part, PartialToolCallContext context) {
        handle = context.streamingHandle();
        onPartialToolCall(part);
    }

    @Override
    public void onCompleteResponse(ChatResponse complete) {
        response.complete(complete);
    }

    @Override
    public void onError(Throwable error) {
        response.completeExceptionally(error);
    }

    /** The whole response. Who is interrupted meanwhile hears no more of it, and the model is told to stop where it can be. */
    ChatResponse response() {
        try {
            return response.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException unchecked ? unchecked : new LangChain4jException(e.getCause());
        } catch (InterruptedException e) {
            response.cancel(true);
            if (handle != null) {
                handle.cancel();
            }
            Thread.currentThread().interrupt();
            throw new LangChain4jException(e);
        }
    }
}
