package palimpsest.runtime.event;

import java.util.UUID;

/**
 * A part of a message that a model is saying. It is not recorded, and the message counts only once it is: until then it may be taken back.
 *
 * @param msgId   the message that it will be
 * @param attempt another one begins the message anew: what earlier ones said counts for nothing
 * @param call    of the message, from 0, whose arguments go on; {@link #TEXT} when its text does
 * @param tool    the call's; null for text
 * @param offset  characters of that text or those arguments before this part
 * @param goesOn  whether the message goes on from the text of the one before, which was cut off
 */
public record SpokenPart(UUID runId, int msgId, UUID attempt, int call, String tool, int offset, String text, boolean goesOn) implements ConversationSignal {

    /** Of a message that begins by itself. */
    public SpokenPart(UUID runId, int msgId, UUID attempt, int call, String tool, int offset, String text) {
        this(runId, msgId, attempt, call, tool, offset, text, false);
    }

    public static final int TEXT = -1;
}
