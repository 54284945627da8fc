package palimpsest.runtime.model.wire;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chat messages in the form in which an OpenAI-compatible server receives them, keys and their order included:
 * {@code {role, content}} for system and user, {@code {role, content, tool_calls: [{id, type, function: {name, arguments}}]}} for
 * an assistant that calls tools (without {@code tool_calls} if it calls none; {@code content} null without text and "" with an
 * empty one), {@code {role, content, tool_call_id}} for a tool's result.
 */
public final class WireMessages {

    private WireMessages() {
    }

    /**
     * The messages as they go over the wire.
     *
     * @return modifiable maps, one per message, in order
     * @throws IllegalArgumentException for a message that holds anything else than text and tool calls
     */
    public static List<Map<String, Object>> toWire(List<? extends ChatMessage> messages) {
        var wire = new ArrayList<Map<String, Object>>(messages.size());
        for (ChatMessage message : messages) {
            wire.add(toWire(message));
        }
        return wire;
    }

    /** One message as it goes over the wire; see {@link #toWire(List)}. */
    public static Map<String, Object> toWire(ChatMessage message) {
        var wire = new LinkedHashMap<String, Object>();
        switch (message) {
            case SystemMessage system -> {
                wire.put("role", "system");
                wire.put("content", system.text());
            }
            case UserMessage user when user.hasSingleText() -> {
                wire.put("role", "user");
                wire.put("content", user.singleText());
            }
            case AiMessage assistant -> {
                wire.put("role", "assistant");
                wire.put("content", assistant.text());
                if (assistant.hasToolExecutionRequests()) {
                    wire.put("tool_calls", assistant.toolExecutionRequests().stream().map(WireMessages::call).toList());
                }
            }
            case ToolExecutionResultMessage result when result.hasSingleText() -> {
                wire.put("role", "tool");
                wire.put("content", result.text());
                wire.put("tool_call_id", result.id());
            }
            default -> throw new IllegalArgumentException("A " + message.type() + " message of this content has no wire form: "
                    + "only text and tool calls are sent");
        }
        return wire;
    }

    /**
     * The messages that {@link #toWire(List)} turns into {@code wire}. A tool's result gets the name of the tool from the call
     * with its id ("" if there is none).
     *
     * @throws IllegalArgumentException if an entry isn't of the form that {@link #toWire(List)} produces
     */
    public static List<ChatMessage> fromWire(List<? extends Map<String, ?>> wire) {
        var toolByCall = new HashMap<String, String>();
        var messages = new ArrayList<ChatMessage>(wire.size());
        for (Map<String, ?> entry : wire) {
            ChatMessage message = fromWire(entry, toolByCall);
            if (message instanceof AiMessage assistant) {
                assistant.toolExecutionRequests().forEach(call -> toolByCall.put(call.id(), call.name()));
            }
            messages.add(message);
        }
        return messages;
    }

    private static ChatMessage fromWire(Map<String, ?> entry, Map<String, String> toolByCall) {
        String content = text(entry, "content");
        return switch (text(entry, "role")) {
            case "system" -> SystemMessage.from(content);
            case "user" -> UserMessage.from(content);
            case "assistant" -> AiMessage.builder().text(content).toolExecutionRequests(requests(entry)).build();
            case "tool" -> {
                String id = text(entry, "tool_call_id");
                yield ToolExecutionResultMessage.from(id, toolByCall.getOrDefault(id, ""), content);
            }
            case null, default -> throw new IllegalArgumentException("A wire message has no role of system, user, assistant or "
                    + "tool: " + entry.get("role"));
        };
    }

    private static List<ToolExecutionRequest> requests(Map<String, ?> entry) {
        var requests = new ArrayList<ToolExecutionRequest>();
        if (entry.get("tool_calls") instanceof List<?> calls) {
            for (Object call : calls) {
                if (!(call instanceof Map<?, ?> fields) || !(fields.get("function") instanceof Map<?, ?> function)) {
                    throw new IllegalArgumentException("A wire message holds a tool call without a function: " + call);
                }
                requests.add(ToolExecutionRequest.builder().id((String) fields.get("id")).name((String) function.get("name"))
                        .arguments((String) function.get("arguments")).build());
            }
        }
        return requests;
    }

    private static Map<String, Object> call(ToolExecutionRequest request) {
        var function = new LinkedHashMap<String, Object>();
        function.put("name", request.name());
        function.put("arguments", request.arguments());
        var call = new LinkedHashMap<String, Object>();
        call.put("id", request.id());
        call.put("type", "function");
        call.put("function", function);
        return call;
    }

    private static String text(Map<String, ?> entry, String key) {
        return switch (entry.get(key)) {
            case null -> null;
            case String text -> text;
            case Object other -> throw new IllegalArgumentException("A wire message has " + key + " that is no text: " + other);
        };
    }
}
