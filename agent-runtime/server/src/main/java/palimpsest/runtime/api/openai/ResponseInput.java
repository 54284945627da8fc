package palimpsest.runtime.api.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import palimpsest.runtime.caller.CallerReply;
import palimpsest.runtime.caller.CallerRequest;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.history.HistoryMessage;

/** Reads the input of a request for a response: a text, or items. For one request. */
final class ResponseInput {

    private static final List<String> HEARD = List.of("input_text", "text");
    private static final List<String> SAID = List.of("output_text", "text", "refusal");
    private static final List<String> GIVEN = List.of("input_text", "output_text", "text");

    private final Function<CallerReply.Id, Optional<CallerReply>> replies;
    private CallerReply.Id referenced;

    /** @param replies finds what items refer to; empty for a reply that is not known */
    ResponseInput(Function<CallerReply.Id, Optional<CallerReply>> replies) {
        this.replies = replies;
    }

    /** The reply whose items were the agent's last, when they came as references; null otherwise. */
    CallerRequest.Previous previous() {
        return referenced == null ? null : new CallerRequest.Previous(referenced, true);
    }

    /** The messages of {@code input}. */
    List<HistoryMessage> read(Fields request) {
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

    private void take(Fields item, List<HistoryMessage> messages) {
        String type = item.has("type") ? item.text("type") : "message";
        switch (type) {
            case "message" -> {
                HistoryMessage message = message(item);
                referenced = message instanceof HistoryMessage.Assistant ? null : referenced;
                messages.add(message);
            }
            case "function_call" -> {
                referenced = null;
                called(new Call(item.requiredText("call_id"), item.requiredText("name"), item.has("arguments") ? item.text("arguments") : ""), messages);
            }
            case "item_reference" -> refer(item, messages);
            case "function_call_output" -> messages.add(new HistoryMessage.Result(item.requiredText("call_id"), content(item, "output", GIVEN)));
            // The model's own notes on the way to an answer: the agent has its own.
            case "reasoning" -> { }
            default -> throw OpenAiError.unsupported(item.path("type"), "An item of type '" + type
                    + "' can't be read here: send messages, function calls and their outputs.");
        }
    }

    /** What was said and called at once are several items of one message. */
    private static void called(Call call, List<HistoryMessage> messages) {
        boolean spoke = !messages.isEmpty() && messages.getLast() instanceof HistoryMessage.Assistant;
        var said = spoke ? (HistoryMessage.Assistant) messages.removeLast() : new HistoryMessage.Assistant(null, List.of());
        var calls = new ArrayList<>(said.calls());
        calls.add(call);
        messages.add(new HistoryMessage.Assistant(said.text(), calls));
    }

    /** An item of an earlier response by its id, as clients send it that count on responses to be stored. */
    private void refer(Fields item, List<HistoryMessage> messages) {
        String id = item.requiredText("id");
        CallerReply reply = ResponseItemId.parse(id).flatMap(parsed -> replies.apply(parsed.reply())).orElseThrow(() -> unknown(item, id));
        ResponseItemId parsed = ResponseItemId.parse(id).orElseThrow();
        switch (reply.outcome()) {
            case CallerReply.Answered answered when !parsed.isCall() -> messages.add(new HistoryMessage.Assistant(answered.text(), List.of()));
            case CallerReply.Called called when !parsed.isCall() -> messages.add(new HistoryMessage.Assistant(called.text(), List.of()));
            case CallerReply.Called called when parsed.call() < called.calls().size() -> called(called.calls().get(parsed.call()), messages);
            default -> throw unknown(item, id);
        }
        referenced = parsed.reply();
    }

    private static OpenAiError unknown(Fields item, String id) {
        return OpenAiError.of(HttpStatus.NOT_FOUND, item.path("id"), "item_not_found", "Item with id '" + id + "' not found: send the item itself.");
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
