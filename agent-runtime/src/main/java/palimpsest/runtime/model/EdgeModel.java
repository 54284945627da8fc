package palimpsest.runtime.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
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
            return identified(model.chat(edge.prepare(request)));
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

    private static ChatResponse identified(ChatResponse response) {
        List<ToolExecutionRequest> calls = response.aiMessage().toolExecutionRequests();
        if (calls.stream().noneMatch(EdgeModel::lacksId)) {
            return response;
        }
        // Ollama and some servers give no id, but a result must name its call.
        AiMessage message = response.aiMessage().toBuilder().toolExecutionRequests(calls.stream()
                .map(call -> lacksId(call) ? call.toBuilder().id("call_" + UUID.randomUUID()).build() : call).toList()).build();
        return ChatResponse.builder().aiMessage(message).metadata(response.metadata()).build();
    }

    private static boolean lacksId(ToolExecutionRequest call) {
        return call.id() == null || call.id().isBlank();
    }
}
