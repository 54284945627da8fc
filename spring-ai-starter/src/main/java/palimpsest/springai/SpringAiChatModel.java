package palimpsest.springai;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import tools.jackson.databind.json.JsonMapper;

/** The application's model of Spring AI as LangChain4j's, for agents. Tools are offered with each request, and called by the agent's run alone. */
final class SpringAiChatModel implements ChatModel {

    private static final Map<String, Object> NO_PARAMETERS = Map.of("type", "object", "properties", Map.of());

    private final org.springframework.ai.chat.model.ChatModel model;
    private final JsonMapper json = JsonMapper.builder().build();

    SpringAiChatModel(org.springframework.ai.chat.model.ChatModel model) {
        this.model = model;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return answered(model.call(prompt(request)));
    }

    /** The request in Spring AI's types, with the tools of the agent. */
    Prompt prompt(ChatRequest request) {
        return new Prompt(Messages.toSpringAi(request.messages()), options(request));
    }

    /** @throws IllegalStateException when the response holds no message */
    ChatResponse answered(org.springframework.ai.chat.model.ChatResponse response) {
        Generation generation = response.getResult();
        if (generation == null) {
            throw new IllegalStateException("The model " + model.getClass().getSimpleName() + " gave no message.");
        }
        AssistantMessage message = generation.getOutput();
        return ChatResponse.builder().aiMessage(Messages.assistant(message)).tokenUsage(usage(response.getMetadata().getUsage()))
                .finishReason(reason(generation.getMetadata().getFinishReason(), message.hasToolCalls())).modelName(response.getMetadata().getModel())
                .id(response.getMetadata().getId()).build();
    }

    /** The model's own options, of its own class, with what the request asks for. */
    private ChatOptions options(ChatRequest request) {
        ChatOptions own = model.getOptions();
        ToolCallingChatOptions.Builder<?> options = own instanceof ToolCallingChatOptions calling ? calling.mutate() : ToolCallingChatOptions.builder();
        if (!(own instanceof ToolCallingChatOptions) && own != null) {
            options.model(own.getModel()).temperature(own.getTemperature()).topP(own.getTopP()).maxTokens(own.getMaxTokens());
        }
        if (request.maxOutputTokens() != null) {
            options.maxTokens(request.maxOutputTokens());
        }
        if (request.temperature() != null) {
            options.temperature(request.temperature());
        }
        return options.toolCallbacks(request.toolSpecifications() == null ? List.of() : request.toolSpecifications().stream().map(this::offered).toList()).build();
    }

    private ToolCallback offered(ToolSpecification tool) {
        JsonObjectSchema parameters = tool.parameters();
        String schema = json.writeValueAsString(parameters == null ? NO_PARAMETERS : JsonSchemaElementUtils.toMap(parameters));
        ToolDefinition definition = ToolDefinition.builder().name(tool.name()).description(tool.description() == null ? tool.name() : tool.description())
                .inputSchema(schema).build();
        return new Offered(definition);
    }

    /** Names a tool to the model. */
    private record Offered(ToolDefinition definition) implements ToolCallback {
        @Override
        public ToolDefinition getToolDefinition() {
            return definition;
        }

        @Override
        public String call(String arguments) {
            throw new IllegalStateException("The tool " + definition.name() + " is called by the agent's run, not by the model's client.");
        }
    }

    private static TokenUsage usage(Usage usage) {
        return usage == null || usage.getTotalTokens() == 0 ? null : new TokenUsage(usage.getPromptTokens(), usage.getCompletionTokens(), usage.getTotalTokens());
    }

    /** Providers write reasons in their own words; what is not known is no reason of LangChain4j's. */
    private static FinishReason reason(String reason, boolean calls) {
        if (calls) {
            return FinishReason.TOOL_EXECUTION;
        }
        return reason == null || reason.isBlank() ? null : switch (reason.toLowerCase(Locale.ROOT)) {
            case "stop", "end_turn", "stop_sequence", "completed" -> FinishReason.STOP;
            case "length", "max_tokens", "max_output_tokens" -> FinishReason.LENGTH;
            case "content_filter", "safety", "refusal" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }
}
