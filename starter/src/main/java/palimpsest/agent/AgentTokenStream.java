package palimpsest.agent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.tool.ToolExecution;
import dev.langchain4j.service.tool.ToolExecutionResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer as LangChain4j's {@link TokenStream}. {@link #start} is called on the asking thread; what was asked to be told is told on threads of
 * the engine. The citations are the retrieved contents: they are known with the answer, right before it is complete.
 */
final class AgentTokenStream implements TokenStream {

    private static final Logger log = LoggerFactory.getLogger(AgentTokenStream.class);

    private final Function<AgentListener, CompletableFuture<AgentAnswer>> asking;
    private final AtomicBoolean started = new AtomicBoolean();
    private Consumer<String> words = text -> { };
    private Consumer<List<Content>> retrieved = contents -> { };
    private Consumer<ToolExecution> toolExecuted = execution -> { };
    private Consumer<ChatResponse> complete = response -> { };
    private Consumer<Throwable> failed = error -> log.warn("An answer failed and nobody asked to be told: {}", error.toString());

    AgentTokenStream(Function<AgentListener, CompletableFuture<AgentAnswer>> asking) {
        this.asking = asking;
    }

    @Override
    public TokenStream onPartialResponse(Consumer<String> handler) {
        words = handler;
        return this;
    }

    @Override
    public TokenStream onRetrieved(Consumer<List<Content>> handler) {
        retrieved = handler;
        return this;
    }

    @Override
    public TokenStream onToolExecuted(Consumer<ToolExecution> handler) {
        toolExecuted = handler;
        return this;
    }

    @Override
    public TokenStream onCompleteResponse(Consumer<ChatResponse> handler) {
        complete = handler;
        return this;
    }

    @Override
    public TokenStream onError(Consumer<Throwable> handler) {
        failed = handler;
        return this;
    }

    @Override
    public TokenStream ignoreErrors() {
        failed = error -> { };
        return this;
    }

    @Override
    public void start() {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("This TokenStream was started before: call the method again for another answer.");
        }
        asking.apply(new AgentListener() {
            @Override
            public void words(String text) {
                words.accept(text);
            }

            @Override
            public void toolCalled(ToolCall call) {
                toolExecuted.accept(execution(call));
            }
        }).whenComplete((answer, failure) -> {
            if (failure == null) {
                retrieved.accept(AiService.sources(answer));
                complete.accept(response(answer));
            } else {
                failed.accept(failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : failure);
            }
        });
    }

    static ToolExecution execution(AgentListener.ToolCall call) {
        return ToolExecution.builder().request(ToolExecutionRequest.builder().id(call.id()).name(call.tool()).arguments(call.arguments()).build())
                .result(ToolExecutionResult.builder().isError(call.failed()).resultText(call.result()).build())
                .invocationContext(InvocationContext.builder().build()).build();
    }

    static ChatResponse response(AgentAnswer answer) {
        return ChatResponse.builder().aiMessage(AiMessage.from(answer.text())).tokenUsage(AiService.tokenUsage(answer))
                .finishReason(AiService.finishReason(answer)).modelName(answer.result().model()).build();
    }
}
