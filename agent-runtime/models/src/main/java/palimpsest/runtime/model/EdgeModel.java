package palimpsest.runtime.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.UUID;
import palimpsest.runtime.model.wire.MessageEnding;

/** A LangChain4j model whose calls are one attempt, fail with {@link ModelFailure} only, and whose tool calls all have an id. */
final class EdgeModel implements StreamingModel {

    private final ChatModel model;
    private final StreamingChatModel streaming;
    private final Edge edge;
    private final ResponseNotes notes;
    private final Failures failures;
    /** The endpoint refused a request for no other reason than that it should stream. */
    private volatile boolean refusesToStream;

    /** @param notes of the responses that both models get */
    EdgeModel(ChatModel model, StreamingChatModel streaming, Edge edge, ResponseNotes notes, Failures failures) {
        this.model = model;
        this.streaming = streaming;
        this.edge = edge;
        this.notes = notes;
        this.failures = failures;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        notes.begin();
        try {
            return noted(withProperCalls(model.chat(edge.prepare(request))));
        } catch (RuntimeException e) {
            throw failures.translate(e);
        } finally {
            notes.end();
        }
    }

    @Override
    public ChatResponse stream(ChatRequest request, TokenListener listener) {
        if (refusesToStream) {
            return chat(request);
        }
        var heard = new Heard(listener);
        notes.begin();
        try {
            streaming.chat(edge.prepare(request), heard);
            return noted(withProperCalls(heard.response()));
        } catch (RuntimeException e) {
            ModelFailure failure = failures.translate(e);
            // An answer that can't be read is no reason to ask for whole ones from now on: only the endpoint's own refusal is.
            if (failure.kind() != ModelFailure.Kind.BAD_REQUEST || heard.anything || failure.getCause() == e) {
                throw failure;
            }
        } finally {
            notes.end();
        }
        ChatResponse whole = chat(request);
        refusesToStream = true;
        return whole;
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    @Override
    public ModelProvider provider() {
        return model.provider();
    }

    /** With how it ended, and a refusal as its text. */
    private ChatResponse noted(ChatResponse response) {
        MessageEnding ending = notes.ending();
        if (ending == null) {
            return response;
        }
        AiMessage said = response.aiMessage();
        String text = said.text() == null || said.text().isBlank() ? notes.refusal().orElse(said.text()) : said.text();
        return ChatResponse.builder().aiMessage(ModelResponses.ended(said.toBuilder().text(text).build(), ending)).metadata(response.metadata()).build();
    }

    private ChatResponse withProperCalls(ChatResponse response) {
        if (!response.aiMessage().hasToolExecutionRequests()) {
            return response;
        }
        AiMessage message = response.aiMessage().toBuilder()
                .toolExecutionRequests(response.aiMessage().toolExecutionRequests().stream().map(this::proper).toList()).build();
        return ChatResponse.builder().aiMessage(message).metadata(response.metadata()).build();
    }

    private ToolExecutionRequest proper(ToolExecutionRequest call) {
        // Ollama and some servers give no id, but a result must name its call. OpenAI takes 40 characters at most.
        boolean lacksId = call.id() == null || call.id().isBlank();
        return call.toBuilder().id(lacksId ? "call_" + UUID.randomUUID().toString().replace("-", "") : call.id()).arguments(edge.arguments(call.arguments()))
                .build();
    }

    /** {@link ModelHttpClient} reads a stream on the calling thread: when the call is back, all was heard. */
    private final class Heard implements StreamingChatResponseHandler {

        private final TokenListener listener;
        private ChatResponse response;
        private Throwable error;
        private boolean anything;

        Heard(TokenListener listener) {
            this.listener = listener;
        }

        @Override
        public void onPartialResponse(String part) {
            anything = true;
            listener.text(part);
        }

        @Override
        public void onPartialToolCall(PartialToolCall part) {
            anything = true;
            listener.arguments(part.index(), part.name(), part.partialArguments());
        }

        @Override
        public void onCompleteResponse(ChatResponse complete) {
            response = complete;
        }

        @Override
        public void onError(Throwable thrown) {
            error = thrown;
        }

        ChatResponse response() {
            if (error != null) {
                throw error instanceof RuntimeException unchecked ? unchecked : failures.cutOff(error);
            }
            if (response == null) {
                throw failures.cutOff(null);
            }
            return response;
        }
    }
}
