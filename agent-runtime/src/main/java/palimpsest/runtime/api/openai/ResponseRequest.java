package palimpsest.runtime.api.openai;

import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;
import palimpsest.runtime.caller.CallerReply;
import palimpsest.runtime.event.ConversationEvent.Call;
import palimpsest.runtime.history.HistoryMessage;

/**
 * A request for a response as far as it is looked at.
 *
 * @param instructions for this response; null for none
 * @param previous     id of the response that this goes on from; null for none
 * @param conversation named in the request; null for none
 */
record ResponseRequest(Fields fields, String model, List<HistoryMessage> messages, String instructions, CallerReply.Id previous, String conversation,
                       boolean stream, String user) {

    static final String ID_PREFIX = "resp_";

    private static final List<String> HEARD = List.of("input_text", "text");
    private static final List<String> SAID = List.of("output_text", "text", "refusal");
    private static final List<String> GIVEN = List.of("input_text", "output_text", "text");

    static ResponseRequest read(Fields request) {
        String model = request.requiredText("model");
        refuseUnsupported(request);
        List<HistoryMessage> messages = new ArrayList<>();
        String instructions = request.text("instructions");
        if (instructions != null && !instructions.isBlank()) {
            messages.add(new HistoryMessage.SystemText(instructions));
        }
        messages.addAll(input(request));
        if (!(messages.getLast() instanceof HistoryMessage.UserText) && !(messages.getLast() instanceof HistoryMessage.Result)) {
            throw OpenAiError.invalid("input", "The last item must be the user's or the output of a function: there is nothing to answer otherwise.");
        }
        return new ResponseRequest(request, model, messages, instructions, previous(request), conversation(request),
                request.flag("stream"), ChatRequest.user(request));
    }

    private static void refuseUnsupported(Fields request) {
        Fields text = request.child("text");
        Fields format = text == null ? null : text.child("format");
        request.refuse(format != null && !"text".equals(format.text("type")), "text.format", "text.format can only be {\"type\": \"text\"}.");
        request.refuse(request.flag("background"), "background", "Responses in the background are not supported: send the request again, it is carried out once.");
        request.refuse(request.has("prompt"), "prompt", "Stored prompts are not supported: give instructions.");
        request.refuse(request.has("previous_response_id") && request.has("conversation"), "conversation",
                "Give previous_response_id or conversation, not both.");
    }

    private static CallerReply.Id previous(Fields request) {
        String id = request.text("previous_response_id");
        return id == null ? null : parse("previous_response_id", id);
    }

    /** @throws OpenAiError when it is no id of a response */
    static CallerReply.Id parse(String param, String id) {
        try {
            return CallerReply.Id.parse(id.startsWith(ID_PREFIX) ? id.substring(ID_PREFIX.length()) : "");
        } catch (IllegalArgumentException e) {
            throw OpenAiError.of(HttpStatus.NOT_FOUND, param, "response_not_found", "Response with id '" + id + "' not found.");
        }
    }

    private static String conversation(Fields request) {
        if (request.get("conversation").isObject()) {
            return request.child("conversation").requiredText("id");
        }
        return request.text("conversation");
    }

    private static List<HistoryMessage> input(Fields request) {
        if (!request.has("input")) {
            throw request.missing("input");
        }
        if (request.get("input").isString()) {
            return List.of(new HistoryMessage.UserText(request.text("input")));
        }
        List<HistoryMessage> messages = new ArrayList<>();
        for (Fields item : request.children("input")) {
            take(item, messages);
        }
        if (messages.isEmpty()) {
            throw OpenAiError.invalid("input", "empty_array", "Invalid 'input': there is no message in it.");
        }
        return messages;
    }

    private static void take(Fields item, List<HistoryMessage> messages) {
        String type = item.has("type") ? item.text("type") : "message";
        switch (type) {
            case "message" -> messages.add(message(item));
            case "function_call" -> {
                var call = new Call(item.requiredText("call_id"), item.requiredText("name"), item.has("arguments") ? item.text("arguments") : "");
                // What was said and called at once are two items of one message.
                boolean spoke = !messages.isEmpty() && messages.getLast() instanceof HistoryMessage.Assistant;
                var said = spoke ? (HistoryMessage.Assistant) messages.removeLast() : new HistoryMessage.Assistant(null, List.of());
                var calls = new ArrayList<>(said.calls());
                calls.add(call);
                messages.add(new HistoryMessage.Assistant(said.text(), calls));
            }
            case "function_call_output" -> messages.add(new HistoryMessage.Result(item.requiredText("call_id"), content(item, "output", GIVEN)));
            // The model's own notes on the way to an answer: the agent has its own.
            case "reasoning" -> { }
            default -> throw OpenAiError.unsupported(item.path("type"), "An item of type '" + type
                    + "' can't be read here: send messages, function calls and their outputs.");
        }
    }

    private static HistoryMessage message(Fields item) {
        String role = item.requiredText("role");
        return switch (role) {
            case "system", "developer" -> new HistoryMessage.SystemText(content(item, "content", HEARD));
            case "user" -> new HistoryMessage.UserText(content(item, "content", HEARD));
            case "assistant" -> new HistoryMessage.Assistant(content(item, "content", SAID), List.of());
            default -> throw OpenAiError.invalid(item.path("role"), "invalid_value", "Invalid value: '" + role
                    + "'. Supported values are: 'assistant', 'system', 'developer', and 'user'.");
        };
    }

    private static String content(Fields item, String name, List<String> types) {
        String content = item.content(name, types);
        if (content == null) {
            throw item.missing(name);
        }
        return content;
    }
}
