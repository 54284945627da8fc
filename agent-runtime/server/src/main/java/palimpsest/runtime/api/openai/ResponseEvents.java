package palimpsest.runtime.api.openai;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import palimpsest.runtime.api.openai.ResponseViews.CallItem;
import palimpsest.runtime.api.openai.ResponseViews.Frame;
import palimpsest.runtime.api.openai.ResponseViews.Item;
import palimpsest.runtime.api.openai.ResponseViews.MessageItem;
import palimpsest.runtime.api.openai.ResponseViews.Part;
import palimpsest.runtime.caller.CallerReply;

/** The events of a streamed response, numbered from 0. For one stream. */
final class ResponseEvents implements OpenAiResponder.Script {

    private final Frame frame;
    private int number;
    private boolean begun;

    ResponseEvents(Frame frame) {
        this.frame = frame;
    }

    @Override
    public void begin(EventWriter events) throws IOException {
        send(events, "response.created", "response", frame.begun());
        send(events, "response.in_progress", "response", frame.begun());
    }

    @Override
    public void end(EventWriter events, CallerReply reply) throws IOException {
        int index = 0;
        for (Item item : frame.items(reply)) {
            switch (item) {
                case MessageItem message -> message(events, index, message);
                case CallItem call -> call(events, index, call);
            }
            index++;
        }
        var ended = frame.ended(reply);
        send(events, "response." + ended.status(), "response", ended);
    }

    /** The message comes first: what else is called follows. */
    @Override
    public void text(EventWriter events, String more) throws IOException {
        MessageItem message = frame.message(ResponseViews.IN_PROGRESS, List.of());
        if (!begun) {
            begun = true;
            send(events, "response.output_item.added", "output_index", 0, "item", message);
            send(events, "response.content_part.added", "item_id", message.id(), "output_index", 0, "content_index", 0, "part", Part.of(""));
        }
        send(events, "response.output_text.delta", "item_id", message.id(), "output_index", 0, "content_index", 0, "delta", more, "logprobs", List.of());
    }

    private void message(EventWriter events, int index, MessageItem whole) throws IOException {
        Part part = whole.content().getFirst();
        if (part.refusal() != null) {
            refusal(events, index, whole, part);
            return;
        }
        if (!begun) {
            text(events, "");
        }
        send(events, "response.output_text.done", "item_id", whole.id(), "output_index", index, "content_index", 0, "text", part.text(), "logprobs", List.of());
        send(events, "response.content_part.done", "item_id", whole.id(), "output_index", index, "content_index", 0, "part", part);
        send(events, "response.output_item.done", "output_index", index, "item", whole);
    }

    /** What was shown as text before it is none of the message. */
    private void refusal(EventWriter events, int index, MessageItem whole, Part part) throws IOException {
        if (!begun) {
            send(events, "response.output_item.added", "output_index", index, "item", frame.message(ResponseViews.IN_PROGRESS, List.of()));
        }
        send(events, "response.content_part.added", "item_id", whole.id(), "output_index", index, "content_index", begun ? 1 : 0, "part", Part.refused(""));
        send(events, "response.refusal.delta", "item_id", whole.id(), "output_index", index, "content_index", begun ? 1 : 0, "delta", part.refusal());
        send(events, "response.refusal.done", "item_id", whole.id(), "output_index", index, "content_index", begun ? 1 : 0, "refusal", part.refusal());
        send(events, "response.content_part.done", "item_id", whole.id(), "output_index", index, "content_index", begun ? 1 : 0, "part", part);
        send(events, "response.output_item.done", "output_index", index, "item", whole);
    }

    private void call(EventWriter events, int index, CallItem whole) throws IOException {
        send(events, "response.output_item.added", "output_index", index, "item", whole.begun());
        send(events, "response.function_call_arguments.delta", "item_id", whole.id(), "output_index", index, "delta", whole.arguments());
        send(events, "response.function_call_arguments.done", "item_id", whole.id(), "output_index", index, "name", whole.name(), "arguments", whole.arguments());
        send(events, "response.output_item.done", "output_index", index, "item", whole);
    }

    /** A run that failed ends with the response's own event, anything else with an error. */
    @Override
    public void failed(EventWriter events, CallerReply reply) throws IOException {
        send(events, "response.failed", "response", frame.ended(reply));
    }

    @Override
    public void error(EventWriter events, OpenAiError error) throws IOException {
        send(events, "error", "code", error.detail().code(), "message", error.detail().message(), "param", error.detail().param());
    }

    private void send(EventWriter events, String type, Object... keysAndValues) throws IOException {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.put("sequence_number", number++);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            event.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        events.event(type, event);
    }
}
