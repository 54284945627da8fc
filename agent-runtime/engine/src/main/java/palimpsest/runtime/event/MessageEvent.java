package palimpsest.runtime.event;

import java.util.List;
import java.util.SequencedMap;
import palimpsest.runtime.model.wire.MessageEnding;

/** What was said: by the user, the model, a tool or the runtime. Each is a message of the conversation. */
public sealed interface MessageEvent extends ConversationEvent {

    /** The user said something. */
    record UserSpoke(String content) implements MessageEvent {}

    /**
     * The model answered.
     *
     * @param text         may be null
     * @param calls        may be empty
     * @param inputTokens  of the request as the provider counted it, cached ones included; null where it reported none
     * @param outputTokens that it bills, reasoning included, which never enters a later request; null where it reported none
     * @param ending       why the message ended before it was complete; null for a complete one, and in old logs
     */
    record AssistantSpoke(int msgId, String text, List<Call> calls, Integer inputTokens, Integer outputTokens, MessageEnding ending)
            implements MessageEvent {
        /** A complete message. */
        public AssistantSpoke(int msgId, String text, List<Call> calls, Integer inputTokens, Integer outputTokens) {
            this(msgId, text, calls, inputTokens, outputTokens, null);
        }
    }

    /** A tool call as the model wrote it. {@code arguments} is JSON text, kept to the byte, malformed or not. */
    record Call(String id, String name, String arguments) {}

    /** A tool answered. {@code tokens} of the result as it enters the window. */
    record ToolAnswered(int msgId, int invokingMsgId, String callId, String tool, SequencedMap<String, Object> result, int tokens)
            implements MessageEvent {
        public boolean isError() {
            return result.containsKey("error");
        }
    }

    /** The runtime told the model what it did to the window; it takes the place of what it told before. */
    record NoticeGiven(String content) implements MessageEvent {}

    /** The runtime told the model something, in the user's place. */
    record Nudged(String content) implements MessageEvent {}
}
