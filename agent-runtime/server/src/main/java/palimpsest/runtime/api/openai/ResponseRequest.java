package palimpsest.runtime.api.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import palimpsest.runtime.caller.CallerReply;
import palimpsest.runtime.caller.CallerRequest;
import palimpsest.runtime.history.HistoryMessage;

/**
 * A request for a response as far as it is looked at.
 *
 * @param instructions for this response; null for none
 * @param previous     id of the response that this goes on from, given or that of the last items when the caller refers to them; null for none
 * @param conversation named in the request; null for none
 */
record ResponseRequest(Fields fields, String model, List<HistoryMessage> messages, String instructions, CallerRequest.Previous previous, String conversation,
                       boolean stream, String user) {

    static final String ID_PREFIX = "resp_";

    /**
     * Reads a request.
     *
     * @param replies finds what items refer to; empty for a reply that is not known
     */
    static ResponseRequest read(Fields request, Function<CallerReply.Id, Optional<CallerReply>> replies) {
        String model = request.requiredText("model");
        refuseUnsupported(request);
        List<HistoryMessage> messages = new ArrayList<>();
        String instructions = request.text("instructions");
        if (instructions != null && !instructions.isBlank()) {
            messages.add(new HistoryMessage.SystemText(instructions));
        }
        var input = new ResponseInput(replies);
        messages.addAll(input.read(request));
        if (!(messages.getLast() instanceof HistoryMessage.UserText) && !(messages.getLast() instanceof HistoryMessage.Result)) {
            throw OpenAiError.invalid("input", "The last item must be the user's or the output of a function: there is nothing to answer otherwise.");
        }
        CallerRequest.Previous previous = previous(request);
        String conversation = conversation(request);
        return new ResponseRequest(request, model, messages, instructions, previous == null ? input.previous() : previous, conversation,
                request.flag("stream"), ChatRequest.user(request));
    }

    private static void refuseUnsupported(Fields request) {
        request.atLeast("max_output_tokens", 1);
        request.refuse(request.flag("background"), "background", "Responses in the background are not supported: send the request again, it is carried out once.");
        request.refuse(request.has("prompt"), "prompt", "Stored prompts are not supported: give instructions.");
        request.refuse(request.has("previous_response_id") && request.has("conversation"), "conversation",
                "Give previous_response_id or conversation, not both.");
    }

    private static CallerRequest.Previous previous(Fields request) {
        String id = request.text("previous_response_id");
        return id == null ? null : new CallerRequest.Previous(parse("previous_response_id", id), false);
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
}
