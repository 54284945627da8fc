package palimpsest.runtime.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent;

/** What is recorded before a question, so that its run works on what is true now. */
@FunctionalInterface
public interface RunOpening {

    RunOpening NOTHING = (tenant, conversationId, state) -> List.of();

    List<ConversationEvent> before(String tenant, UUID conversationId, ContextState state);

    default RunOpening and(RunOpening other) {
        return (tenant, conversationId, state) -> {
            var events = new ArrayList<>(before(tenant, conversationId, state));
            events.addAll(other.before(tenant, conversationId, state));
            return events;
        };
    }
}
