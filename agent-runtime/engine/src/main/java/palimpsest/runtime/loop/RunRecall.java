package palimpsest.runtime.loop;

import java.util.UUID;
import palimpsest.memory.longterm.RecalledItems;
import palimpsest.runtime.context.ContextState;

/** What a run begins with of the memory of its conversation's user. */
@FunctionalInterface
public interface RunRecall {

    RunRecall NONE = (tenant, conversationId, state, tokens) -> RecalledItems.NONE;

    /** Without items when nothing bears on the question. @param tokens that it may take at most */
    RecalledItems of(String tenant, UUID conversationId, ContextState state, int tokens);
}
