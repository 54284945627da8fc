package palimpsest.runtime.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.UUID;

/** A LangChain4j model whose calls are one attempt, fail with {@link ModelFailure} only, and whose tool calls all have an id. */
final class EdgeModel implements ChatModel {

    private final ChatModel model;
    private final Edge edge;
    private final Failures failures;

    EdgeModel(ChatModel model, Edge edge, Failures failures) {
        this.model = model;
        this.edge = edge;
        this.failures = failures;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        try {
            return withProperCalls(model.chat(edge.prepare(request)));
        } catch (RuntimeException e) {
            throw failures.translate(e);
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    @Override
    public ModelProvider provider() {
        return model.provider();
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
        // Ollama and some servers give no id, but a result must name its call.
        boolean lacksId = call.id() == null || call.id().isBlank();
        return call.toBuilder().id(lacksId ? "call_" + UUID.randomUUID() : call.id()).arguments(edge.arguments(call.arguments()))
                .build();
    }
}
