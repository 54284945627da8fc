package palimpsest.runtime.api.openai;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.history.HistoryMessage;

/**
 * A request for a chat completion as far as it is looked at.
 *
 * @param stream       whether the answer comes as server-sent events
 * @param includeUsage whether a last chunk tells the usage
 */
record ChatRequest(Fields fields, String model, List<HistoryMessage> messages, boolean stream, boolean includeUsage, String user) {

    private static final List<String> TEXT = List.of("text");
    private static final List<String> SAID = List.of("text", "refusal");

    /** @param partial whether the messages may begin in the middle of a conversation */
    static ChatRequest read(Fields request, boolean partial) {
        String model = request.requiredText("model");
        if (!request.has("messages")) {
            throw request.missing("messages");
        }
        List<Fields> messages = request.children("messages");
        if (messages.isEmpty()) {
            throw OpenAiError.invalid("messages", "empty_array",
                    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.");
        }
        refuseUnsupported(request);
        boolean stream = request.flag("stream");
        Fields options = request.child("stream_options");
        if (options != null && !stream) {
            throw OpenAiError.invalid("stream_options", "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
        return new ChatRequest(request, model, messages(messages, partial), stream, options != null && options.flag("include_usage"), user(request));
    }

    static String user(Fields request) {
        String user = request.text("user");
        return user == null || user.isBlank() ? null : user.strip();
    }

    private static void refuseUnsupported(Fields request) {
        Integer n = request.integer("n");
        request.refuse(n != null && n != 1, "n", "n can only be 1: an agent gives one answer.");
        request.refuse(request.flag("logprobs") || request.has("top_logprobs"), "logprobs", "Log probabilities are not available.");
        request.atLeast("max_tokens", 1);
        request.atLeast("max_completion_tokens", 1);
        request.refuse(request.has("modalities") && !request.texts("modalities").equals(List.of("text")), "modalities", "Agents answer in text only.");
        request.refuse(request.has("audio"), "audio", "Agents answer in text only.");
        request.refuse(request.has("functions") || request.has("function_call"), request.has("functions") ? "functions" : "function_call",
                "functions and function_call are the old form: use tools and tool_choice.");
        request.refuse(!request.texts("stop").isEmpty(), "stop", "Stop sequences are not supported: an answer is given whole.");
        request.refuse(request.has("web_search_options"), "web_search_options", "Searching the web is not supported.");
    }

    private static List<HistoryMessage> messages(List<Fields> messages, boolean partial) {
        List<HistoryMessage> read = new ArrayList<>();
        Set<String> open = new LinkedHashSet<>();
        boolean anySpoke = false;
        for (Fields message : messages) {
            HistoryMessage next = message(message);
            if (next instanceof HistoryMessage.Result result) {
                if (!open.remove(result.callId()) && (anySpoke || !partial)) {
                    throw OpenAiError.invalid(message.path("role"),
                            "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.");
                }
            } else if (!(next instanceof HistoryMessage.SystemText)) {
                refuseOpen(message, open);
            }
            if (next instanceof HistoryMessage.Assistant said) {
                anySpoke = true;
                said.calls().forEach(call -> open.add(call.id()));
            }
            read.add(next);
        }
        refuseOpen(messages.getLast(), open);
        HistoryMessage last = read.getLast();
        if (last instanceof HistoryMessage.Assistant || last instanceof HistoryMessage.SystemText) {
            throw OpenAiError.invalid(messages.getLast().path("role"),
                    "The last message must have the role 'user' or 'tool': there is nothing to answer otherwise.");
        }
        return read;
    }

    private static void refuseOpen(Fields message, Set<String> open) {
        if (!open.isEmpty()) {
            throw OpenAiError.invalid(message.path("role"),
                    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
                    + "The following tool_call_ids did not have response messages: " + String.join(", ", open));
        }
    }

    private static HistoryMessage message(Fields message) {
        String role = message.requiredText("role");
        return switch (role) {
            case "system", "developer" -> new HistoryMessage.SystemText(required(message, TEXT));
            case "user" -> new HistoryMessage.UserText(required(message, TEXT));
            case "assistant" -> new HistoryMessage.Assistant(message.content("content", SAID), calls(message));
            case "tool" -> new HistoryMessage.Result(message.requiredText("tool_call_id"), required(message, TEXT));
            default -> throw OpenAiError.invalid(message.path("role"), "invalid_value", "Invalid value: '" + role
                    + "'. Supported values are: 'system', 'developer', 'assistant', 'user', and 'tool'.");
        };
    }

    private static String required(Fields message, List<String> types) {
        String content = message.content("content", types);
        if (content == null) {
            throw message.missing("content");
        }
        return content;
    }

    private static List<Call> calls(Fields message) {
        List<Call> calls = new ArrayList<>();
        for (Fields call : message.children("tool_calls")) {
            Fields function = call.child("function");
            if (function == null) {
                throw call.missing("function");
            }
            String arguments = function.text("arguments");
            calls.add(new Call(call.requiredText("id"), function.requiredText("name"), arguments == null ? "" : arguments));
        }
        return calls;
    }
}
