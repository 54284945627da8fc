package palimpsest.runtime.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import palimpsest.runtime.model.wire.PythonJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Ollama chat. */
final class OllamaEdge implements Edge {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public ChatModel model(ModelSettings settings, ModelHttpClient.Builder http) {
        return OllamaChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(settings.baseUrl())
                .modelName(settings.modelName())
                .temperature(settings.temperature())
                .topP(settings.topP())
                .numPredict(settings.maxOutputTokens())
                // Ollama cuts off the front of longer requests without a word unless told the window.
                .numCtx(settings.window())
                .customHeaders(settings.headers())
                .timeout(settings.timeout())
                .maxRetries(0)
                .build();
    }

    @Override
    public StreamingChatModel streamingModel(ModelSettings settings, ModelHttpClient.Builder http) {
        return OllamaStreamingChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(settings.baseUrl())
                .modelName(settings.modelName())
                .temperature(settings.temperature())
                .topP(settings.topP())
                .numPredict(settings.maxOutputTokens())
                .numCtx(settings.window())
                .customHeaders(settings.headers())
                .timeout(settings.timeout())
                .build();
    }

    @Override
    public boolean completes(JsonNode event) {
        return event.path("done").asBoolean(false);
    }

    @Override
    public String stopReason(JsonNode response) {
        return response.path("done_reason").asString(null);
    }

    /** Its last line has this form. */
    @Override
    public String asEvent(JsonNode whole) {
        return JSON.writeValueAsString(whole);
    }

    /** LangChain4j writes a list of no tools. */
    @Override
    public String rewrite(String body) {
        var written = (ObjectNode) JSON.readTree(body);
        if (!written.path("tools").isEmpty() || !written.has("tools")) {
            return body;
        }
        written.remove("tools");
        return JSON.writeValueAsString(written);
    }

    @Override
    public String arguments(String text) {
        // The provider sends a tree, not the model's text: LangChain4j's line breaks in it would only cost tokens.
        return PythonJson.write(JSON.readTree(text));
    }

    @Override
    public boolean holdsMessage(JsonNode body) {
        return body.path("message").isObject();
    }
}
