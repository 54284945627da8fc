package palimpsest.runtime.context;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import palimpsest.runtime.event.MessageEvent.Call;

/** A message of the window; of a pruned one what its stub needs is kept, the log has the rest. */
public sealed interface WindowMessage {

    /** The one key of a result that its stub repeats (StateLM). */
    String READING_PROGRESS = "reading_progress";
    String ERROR = "error";

    /** Number of the event that brought it. */
    long seq();

    /** What the user said. */
    record User(long seq, String content) implements WindowMessage {}

    /** What the runtime said in the user's place. */
    record Nudge(long seq, String content) implements WindowMessage {}

    /** What the runtime told the model about the window. There is one at most: the last. */
    record Notice(long seq, String content) implements WindowMessage {}

    /** What the model said. {@code text} may be null. */
    record Assistant(long seq, int msgId, String text, List<Call> calls) implements Numbered {
        /** An empty turn says nothing and most providers refuse it: it is not sent. */
        public boolean isEmpty() {
            return calls.isEmpty() && (text == null || text.isBlank());
        }

        @Override
        public Assistant slim() {
            return new Assistant(seq, msgId, text, calls.stream().map(call -> new Call(call.id(), call.name(), "")).toList());
        }
    }

    /** What a tool answered. */
    record Tool(long seq, int msgId, int invokingMsgId, String callId, String tool, SequencedMap<String, Object> result) implements Numbered {
        @Override
        public Tool slim() {
            var kept = new LinkedHashMap<String, Object>();
            if (result.containsKey(READING_PROGRESS)) {
                kept.put(READING_PROGRESS, result.get(READING_PROGRESS));
            }
            if (isError()) {
                kept.put(ERROR, "");
            }
            return new Tool(seq, msgId, invokingMsgId, callId, tool, kept);
        }

        public boolean isError() {
            return result.containsKey(ERROR);
        }
    }

    /** A message with an id: one counter runs over assistant and tool messages, from 1. */
    sealed interface Numbered extends WindowMessage {
        int msgId();

        /** The same message with no more than its stub needs. */
        Numbered slim();

        default String role() {
            return this instanceof Assistant ? "assistant" : "tool";
        }
    }
}
