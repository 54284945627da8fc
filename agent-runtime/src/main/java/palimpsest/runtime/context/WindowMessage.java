package palimpsest.runtime.context;

import java.util.List;
import java.util.SequencedMap;
import palimpsest.runtime.event.ConversationEvent.Call;

/** A message of the conversation in its original form, pruned or not. */
public sealed interface WindowMessage {

    /** Number of the event that brought it. */
    long seq();

    /** What the user said. */
    record User(long seq, String content) implements WindowMessage {}

    /** What the runtime said in the user's place. */
    record Nudge(long seq, String content) implements WindowMessage {}

    /** What the model said. {@code text} may be null. */
    record Assistant(long seq, int msgId, String text, List<Call> calls) implements Numbered {}

    /** What a tool answered. */
    record Tool(long seq, int msgId, int invokingMsgId, String callId, String tool, SequencedMap<String, Object> result) implements Numbered {}

    /** A message with an id: one counter runs over assistant and tool messages, from 1. */
    sealed interface Numbered extends WindowMessage {
        int msgId();

        default String role() {
            return this instanceof Assistant ? "assistant" : "tool";
        }
    }
}
