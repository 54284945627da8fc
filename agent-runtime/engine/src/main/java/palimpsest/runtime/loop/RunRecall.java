package palimpsest.runtime.loop;

import java.util.List;
import java.util.UUID;
import palimpsest.memory.longterm.MemoryItem;
import palimpsest.runtime.context.ContextState;

/** What a run begins with of the memory of its conversation's user. */
@FunctionalInterface
public interface RunRecall {

    RunRecall NONE = (tenant, conversationId, state, tokens) -> List.of();

    /** Best first; empty when nothing bears on the question. @param tokens that it may take at most */
    List<MemoryItem> of(String tenant, UUID conversationId, ContextState state, int tokens);
}
