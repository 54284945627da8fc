package palimpsest.runtime.model;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import palimpsest.runtime.model.wire.PythonJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic messages. */
final class AnthropicEdge implements Edge {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public ChatModel model(ModelSettings settings, ModelHttpClient.Builder http) {
        return AnthropicChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(settings.baseUrl())
                .apiKey(settings.apiKey())
                .modelName(settings.modelName())
                .temperature(settings.temperature())
                .topP(settings.topP())
                .maxTokens(settings.maxOutputTokens())
                .customHeaders(settings.headers())
                .timeout(settings.timeout())
                .maxRetries(0)
                .build();
    }

    @Override
    public StreamingChatModel streamingModel(ModelSettings settings, ModelHttpClient.Builder http) {
        return AnthropicStreamingChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(settings.baseUrl())
                .apiKey(settings.apiKey())
                .modelName(settings.modelName())
                .temperature(settings.temperature())
                .topP(settings.topP())
                .maxTokens(settings.maxOutputTokens())
                .customHeaders(settings.headers())
                .timeout(settings.timeout())
                .build();
    }

    @Override
    public boolean completes(JsonNode event) {
        return event.path("type").asString("").equals("message_stop");
    }

    @Override
    public String stopReason(JsonNode response) {
        return response.path("stop_reason").asString(response.path("delta").path("stop_reason").asString(null));
    }

    /** Messages of one role in a row become one: a tool's result and what follows it both come from the user. */
    @Override
    public String rewrite(String body) {
        var written = (ObjectNode) JSON.readTree(body);
        ArrayNode merged = JSON.createArrayNode();
        for (JsonNode message : written.path("messages")) {
            JsonNode last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && last.path("role").equals(message.path("role")) && last.path("content").isArray() && message.path("content").isArray()) {
                ((ArrayNode) last.path("content")).addAll((ArrayNode) message.path("content"));
            } else {
                merged.add(message);
            }
        }
        return merged.size() == written.path("messages").size() ? body : JSON.writeValueAsString(written.set("messages", merged));
    }

    @Override
    public String arguments(String text) {
        // The provider sends a tree, not the model's text: LangChain4j's line breaks in it would only cost tokens.
        return PythonJson.write(JSON.readTree(text));
    }

    @Override
    public boolean holdsMessage(JsonNode body) {
        return body.path("content").isArray();
    }
}
