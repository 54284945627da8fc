package palimpsest.springai;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.model.MessageAggregator;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The application's model of Spring AI as LangChain4j's streaming model: text is told as it comes; tool calls, usage and finish reason come with
 * the whole response. A model that can't stream is called, and its text is told at once.
 */
final class SpringAiStreamingChatModel implements StreamingChatModel {

    private final ChatModel model;
    private final SpringAiChatModel whole;

    SpringAiStreamingChatModel(ChatModel model) {
        this.model = model;
        this.whole = new SpringAiChatModel(model);
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        var aggregated = new AtomicReference<ChatResponse>();
        var handle = new Handle(Disposables.swap());
        Flux<ChatResponse> parts = Flux.defer(() -> model.stream(whole.prompt(request)))
                .onErrorResume(UnsupportedOperationException.class, cannotStream -> Flux.defer(() -> Flux.just(model.call(whole.prompt(request)))));
        handle.subscription().update(new MessageAggregator().aggregate(parts, aggregated::set)
                .doOnNext(part -> tell(part, handler, handle))
                .then(Mono.fromSupplier(() -> whole.answered(aggregated.get())))
                .subscribe(handler::onCompleteResponse, handler::onError));
    }

    private static void tell(ChatResponse part, StreamingChatResponseHandler handler, Handle handle) {
        Generation generation = part.getResult();
        String text = generation == null ? null : generation.getOutput().getText();
        if (text != null && !text.isEmpty()) {
            handler.onPartialResponse(new PartialResponse(text), new PartialResponseContext(handle));
        }
    }

    private record Handle(Disposable.Swap subscription) implements StreamingHandle {
        @Override
        public void cancel() {
            subscription.dispose();
        }

        @Override
        public boolean isCancelled() {
            return subscription.isDisposed();
        }
    }
}
