package palimpsest.runtime.loop;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.SpokenPart;
import palimpsest.runtime.model.TokenListener;

/** Hands what the model says in a step to whoever listens to the conversation. For one call of a model. */
final class SpokenPartListener implements TokenListener {

    private final ConversationLog conversations;
    private final UUID conversationId;
    private final UUID runId;
    private final int msgId;
    private final boolean goesOn;
    private final Map<Integer, Integer> said = new HashMap<>();
    private UUID attempt = UUID.randomUUID();

    /**
     * @param msgId  of the message that the response will be
     * @param goesOn whether it goes on from the text of the one before
     */
    SpokenPartListener(ConversationLog conversations, UUID conversationId, UUID runId, int msgId, boolean goesOn) {
        this.conversations = conversations;
        this.conversationId = conversationId;
        this.runId = runId;
        this.msgId = msgId;
        this.goesOn = goesOn;
    }

    @Override
    public void text(String part) {
        say(SpokenPart.TEXT, null, part);
    }

    @Override
    public void arguments(int call, String tool, String part) {
        say(call, tool, part);
    }

    @Override
    public void again() {
        attempt = UUID.randomUUID();
        said.clear();
    }

    private void say(int call, String tool, String part) {
        if (part != null && !part.isEmpty()) {
            int offset = said.getOrDefault(call, 0);
            said.put(call, offset + part.length());
            conversations.said(conversationId, new SpokenPart(runId, msgId, attempt, call, tool, offset, part, goesOn));
        }
    }
}
