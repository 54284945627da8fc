package palimpsest.runtime.model;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import palimpsest.runtime.model.wire.ToolListsSeen;
import palimpsest.runtime.model.wire.WireMessages;
import palimpsest.runtime.model.wire.WireTools;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * OpenAI chat completions. LangChain4j's own messages differ from what checkpoints were trained on (it leaves out a null
 * content, and shapes schemas in its way), so the exact ones travel as an extra parameter, and LangChain4j writes one message and one tool that say only
 * where they stand in the body: writing all of them twice and reading them back cost more than all else that is done for a request.
 */
final class OpenAiEdge implements Edge {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String EXACT_MESSAGES = "palimpsest_messages";
    private static final String EXACT_TOOLS = "palimpsest_tools";
    private static final List<ChatMessage> PLACE_OF_MESSAGES = List.of(UserMessage.from("-"));
    private static final List<ToolSpecification> PLACE_OF_TOOLS = List.of(ToolSpecification.builder().name("-").build());

    private final ToolListsSeen<String> definitions = new ToolListsSeen<>();

    @Override
    public ChatModel model(ModelSettings settings, ModelHttpClient.Builder http) {
        var model = OpenAiChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(settings.baseUrl())
                .apiKey(settings.apiKey())
                .modelName(settings.modelName())
                .temperature(settings.temperature())
                .topP(settings.topP())
                .customHeaders(settings.headers())
                .timeout(settings.timeout())
                .maxRetries(0);
        if (wantsCompletionTokens(settings.baseUrl())) {
            model.maxCompletionTokens(settings.maxOutputTokens());
        } else {
            model.maxTokens(settings.maxOutputTokens());
        }
        return model.build();
    }

    @Override
    public StreamingChatModel streamingModel(ModelSettings settings, ModelHttpClient.Builder http) {
        var model = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(settings.baseUrl())
                .apiKey(settings.apiKey())
                .modelName(settings.modelName())
                .temperature(settings.temperature())
                .topP(settings.topP())
                .customHeaders(settings.headers())
                .timeout(settings.timeout());
        if (wantsCompletionTokens(settings.baseUrl())) {
            model.maxCompletionTokens(settings.maxOutputTokens());
        } else {
            model.maxTokens(settings.maxOutputTokens());
        }
        return model.build();
    }

    /** Servers that leave {@code [DONE]} out still give a reason. */
    @Override
    public boolean completes(JsonNode event) {
        return event.at("/choices/0/finish_reason").isString();
    }

    @Override
    public String stopReason(JsonNode response) {
        return response.at("/choices/0/finish_reason").asString(null);
    }

    @Override
    public String refusal(JsonNode response) {
        JsonNode choice = response.at("/choices/0");
        return choice.path("message").path("refusal").asString(choice.path("delta").path("refusal").asString(null));
    }

    /** LangChain4j throws a refusal, as if there was no message. */
    @Override
    public JsonNode readable(JsonNode whole) {
        JsonNode readable = OpenAiShape.of(whole);
        if (refusal(readable) == null) {
            return readable;
        }
        JsonNode withoutRefusal = readable.deepCopy();
        ((ObjectNode) withoutRefusal.at("/choices/0/message")).remove("refusal");
        return withoutRefusal;
    }

    @Override
    public UnaryOperator<JsonNode> events() {
        var calls = new StreamedCalls();
        return event -> calls.apply(OpenAiShape.of(event));
    }

    /** Some gateways put it into the choice, and some servers send it by itself: {@code {"object": "error", "message": …}}, {@code {"detail": …}}. */
    @Override
    public JsonNode error(JsonNode response) {
        JsonNode error = Edge.super.error(response);
        if (error == null) {
            error = Edge.super.error(response.at("/choices/0"));
        }
        return error == null && !response.has("choices") && saysWhy(response) ? response : error;
    }

    private static boolean saysWhy(JsonNode response) {
        return response.path("object").asString("").equals("error") || response.path("message").isString() || response.path("detail").isString();
    }

    @Override
    public String asEvent(JsonNode whole) {
        var event = (ObjectNode) whole.deepCopy();
        var choice = (ObjectNode) event.path("choices").path(0);
        var delta = (ObjectNode) choice.remove("message");
        int index = 0;
        for (JsonNode call : delta.path("tool_calls")) {
            ((ObjectNode) call).put("index", index++);
        }
        choice.set("delta", delta);
        return JSON.writeValueAsString(event);
    }

    /** OpenAI's own newer models refuse max_tokens, which is what all other servers know. */
    static boolean wantsCompletionTokens(String baseUrl) {
        return "api.openai.com".equalsIgnoreCase(URI.create(baseUrl).getHost());
    }

    @Override
    public ChatRequest prepare(ChatRequest request) {
        var parameters = OpenAiChatRequestParameters.builder().overrideWith(request.parameters()).build();
        var custom = new LinkedHashMap<String, Object>();
        if (parameters.customParameters() != null) {
            custom.putAll(parameters.customParameters());
        }
        // As text, because LangChain4j's mapper leaves out nulls and empty values wherever it finds them.
        custom.put(EXACT_MESSAGES, JSON.writeValueAsString(WireMessages.toWire(request.messages())));
        List<ToolSpecification> tools = parameters.toolSpecifications();
        if (!tools.isEmpty()) {
            custom.put(EXACT_TOOLS, definitions.of(tools, all -> JSON.writeValueAsString(WireTools.toWire(all))));
        }
        return ChatRequest.builder().messages(PLACE_OF_MESSAGES)
                .parameters(OpenAiChatRequestParameters.builder().overrideWith(parameters).toolSpecifications(tools.isEmpty() ? List.of() : PLACE_OF_TOOLS)
                        .customParameters(custom).build())
                .build();
    }

    @Override
    public String rewrite(String body) {
        var written = (ObjectNode) JSON.readTree(body);
        var exact = new LinkedHashMap<String, Object>();
        for (Map.Entry<String, JsonNode> property : written.properties()) {
            switch (property.getKey()) {
                case "messages" -> exact.put("messages", new RawValue(written.path(EXACT_MESSAGES).stringValue()));
                case "tools" -> exact.put("tools", new RawValue(written.path(EXACT_TOOLS).stringValue()));
                case EXACT_MESSAGES, EXACT_TOOLS -> { }
                case "response_format" -> exact.put(property.getKey(), asStrictAsPossible(property.getValue()));
                case "stream" -> {
                    // Saying that nothing is streamed is the default, and the reference doesn't say it.
                    if (property.getValue().asBoolean()) {
                        exact.put("stream", property.getValue());
                    }
                }
                default -> exact.put(property.getKey(), property.getValue());
            }
        }
        return JSON.writeValueAsString(exact);
    }

    /** OpenAI holds a model to a schema only when that is asked for, and takes for it only what leaves no field open. */
    private static JsonNode asStrictAsPossible(JsonNode format) {
        if (format.path("json_schema") instanceof ObjectNode described) {
            described.put("strict", closed(described.path("schema")));
        }
        return format;
    }

    private static boolean closed(JsonNode schema) {
        if (schema.path("properties").isObject()) {
            Set<String> required = schema.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
            boolean open = !schema.path("additionalProperties").isBoolean() || schema.path("additionalProperties").asBoolean()
                    || !required.containsAll(schema.path("properties").propertyNames());
            if (open) {
                return false;
            }
        }
        return schema.valueStream().allMatch(OpenAiEdge::closed);
    }

    @Override
    public boolean holdsMessage(JsonNode body) {
        return body.path("choices").path(0).path("message").isObject();
    }
}
