package palimpsest.runtime.model;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import palimpsest.runtime.model.wire.PythonJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
    public boolean completes(String data) {
        return JSON.readTree(data).path("type").asString("").equals("message_stop");
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
