package palimpsest.runtime.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** What differs between the providers: how LangChain4j's model is built, what goes out and what must come back. */
interface Edge {

    /** LangChain4j's model, without its own retries. */
    ChatModel model(ModelSettings settings, ModelHttpClient.Builder http);

    /** The same model as one that streams. */
    StreamingChatModel streamingModel(ModelSettings settings, ModelHttpClient.Builder http);

    /** Whether an event of a stream says that the message is complete. */
    boolean completes(JsonNode event);

    /** Why a response, whole or an event of a stream, says that it ended; null when it does not say. */
    String stopReason(JsonNode response);

    /** The words of a refusal, or their next part, where they do not stand in the text; null for none. */
    default String refusal(JsonNode response) {
        return null;
    }

    /** A whole response as LangChain4j reads it. */
    default JsonNode readable(JsonNode whole) {
        return whole;
    }

    /** The events of one stream as LangChain4j reads them, each in its turn. */
    default UnaryOperator<JsonNode> events() {
        return UnaryOperator.identity();
    }

    /** The error that stands in a response's place, whole or an event of a stream; null for none. */
    default JsonNode error(JsonNode response) {
        JsonNode error = response.path("error");
        return error.isObject() && !error.isEmpty() || error.isString() && !error.stringValue().isBlank() ? error : null;
    }

    /** A whole response as the data of one event of a stream, from an endpoint that does not stream; null when the provider always does. */
    default String asEvent(JsonNode whole) {
        return null;
    }

    /** The request that LangChain4j is given. */
    default ChatRequest prepare(ChatRequest request) {
        return request;
    }

    /** The body that goes out, from the one that LangChain4j wrote. */
    default String rewrite(String body) {
        return body;
    }

    /** The argument text of a tool call, from the one that LangChain4j gives. */
    default String arguments(String text) {
        return text;
    }

    /** Whether a response's body holds a message. */
    boolean holdsMessage(JsonNode body);
}
