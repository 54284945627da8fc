package palimpsest.runtime.model;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chat completion, or an event of one, in the form that OpenAI gives it. Compatible servers differ in small things that LangChain4j refuses with
 * the whole answer: texts come as a list of parts, arguments of calls as a JSON object in place of its text, and counts of tokens that are no count.
 */
final class OpenAiShape {

    private OpenAiShape() {}

    /** The same one where nothing differs. */
    static JsonNode of(JsonNode response) {
        if (!differs(response)) {
            return response;
        }
        JsonNode shaped = response.deepCopy();
        for (JsonNode choice : shaped.path("choices")) {
            message(choice.path("message"));
            message(choice.path("delta"));
        }
        if (isNoUsage(shaped.path("usage"))) {
            ((ObjectNode) shaped).remove("usage");
        }
        return shaped;
    }

    private static boolean differs(JsonNode response) {
        return isNoUsage(response.path("usage"))
                || response.path("choices").valueStream().anyMatch(choice -> differsInMessage(choice.path("message")) || differsInMessage(choice.path("delta")));
    }

    private static boolean differsInMessage(JsonNode message) {
        return message.path("content").isArray() || message.path("tool_calls").valueStream().anyMatch(call -> call.at("/function/arguments").isContainer());
    }

    private static void message(JsonNode message) {
        if (message instanceof ObjectNode said && said.path("content").isArray()) {
            said.put("content", said.path("content").valueStream().map(part -> part.isString() ? part.stringValue() : part.path("text").asString(""))
                    .collect(Collectors.joining()));
        }
        for (JsonNode call : message.path("tool_calls")) {
            if (call.path("function") instanceof ObjectNode function && function.path("arguments").isContainer()) {
                function.put("arguments", function.path("arguments").toString());
            }
        }
    }

    /** What was used is then measured here, as where nothing is reported. */
    private static boolean isNoUsage(JsonNode usage) {
        return usage.isObject() && usage.propertyStream().anyMatch(count -> count.getKey().endsWith("_tokens") && !isCount(count.getValue()));
    }

    private static boolean isCount(JsonNode value) {
        return value.isNull() || value.isNumber() && value.canConvertToInt() && value.asInt() >= 0;
    }
}
