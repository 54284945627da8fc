package palimpsest.runtime.history;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.history.HistoryMessage.Assistant;
import palimpsest.runtime.history.HistoryMessage.Result;
import palimpsest.runtime.history.HistoryMessage.SystemText;
import palimpsest.runtime.history.HistoryMessage.UserText;
import tools.jackson.databind.JsonNode;

/** Reads a list of OpenAI chat messages, whatever it holds. What is no message is left out and stated. */
final class OpenAiMessages {

    private final List<HistoryMessage> messages = new ArrayList<>();
    private final List<Repair> repairs = new ArrayList<>();

    private OpenAiMessages() {}

    /** What was read. */
    record Read(List<HistoryMessage> messages, List<Repair> repairs) {}

    static Read read(JsonNode list) {
        var reader = new OpenAiMessages();
        list.forEach(reader::take);
        return new Read(reader.messages, reader.repairs);
    }

    private void take(JsonNode message) {
        String role = message.path("role").asString("");
        switch (role) {
            case "system", "developer" -> messages.add(new SystemText(text(message)));
            case "user" -> messages.add(new UserText(text(message)));
            case "assistant" -> messages.add(new Assistant(message.path("content").isNull() ? null : text(message), calls(message)));
            case "tool" -> messages.add(new Result(message.path("tool_call_id").asString(null), text(message)));
            // Before there were tools there were functions: a result has the function's name and no id.
            case "function" -> messages.add(new Result(null, text(message)));
            default -> repairs.add(new Repair("unknown-message", "There is no role '" + role + "': a provider would refuse it.", message.toString(), null));
        }
    }

    private String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            return content.asString();
        }
        if (!content.isArray()) {
            return content.isNull() || content.isMissingNode() ? "" : content.toString();
        }
        content.valueStream().filter(part -> !part.path("text").isString()).forEach(part -> repairs.add(
                new Repair("unreadable-part", "Only text is kept of a message with several parts.", part.toString(), null)));
        return content.valueStream().filter(part -> part.path("text").isString()).map(part -> part.get("text").asString()).collect(Collectors.joining("\n"));
    }

    private static List<Call> calls(JsonNode message) {
        List<Call> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            calls.add(call(call.path("id").asString(""), call.path("function")));
        }
        if (message.path("function_call").isObject()) {
            calls.add(call("", message.get("function_call")));
        }
        return calls;
    }

    private static Call call(String id, JsonNode function) {
        JsonNode arguments = function.path("arguments");
        return new Call(id, function.path("name").asString(""), arguments.isString() ? arguments.asString() : arguments.isMissingNode() ? "" : arguments.toString());
    }
}
