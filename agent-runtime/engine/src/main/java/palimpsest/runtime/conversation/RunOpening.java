package palimpsest.runtime.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent;

/** What is recorded before a question, so that its run works on what is true now. */
@FunctionalInterface
public interface RunOpening {

    RunOpening NOTHING = (tenant, conversationId, state, answering) -> List.of();

    /** @param answering who is to answer there */
    List<ConversationEvent> before(String tenant, UUID conversationId, ContextState state, ConversationStore.Answering answering);

    default RunOpening and(RunOpening other) {
        return (tenant, conversationId, state, answering) -> {
            var events = new ArrayList<>(before(tenant, conversationId, state, answering));
            events.addAll(other.before(tenant, conversationId, state, answering));
            return events;
        };
    }
}
