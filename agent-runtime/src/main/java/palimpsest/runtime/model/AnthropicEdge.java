package palimpsest.runtime.model;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import tools.jackson.databind.JsonNode;

/** Anthropic messages. */
final class AnthropicEdge implements Edge {

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
    public boolean holdsMessage(JsonNode body) {
        return body.path("content").isArray();
    }
}
