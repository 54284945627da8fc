package palimpsest.runtime.event;

import java.util.List;
import palimpsest.memory.longterm.MemoryItem;
import palimpsest.memory.meta.MetaMemorySelection;

/** What earlier conversations give to this one: rules and memories. */
public sealed interface MemoryEvent extends ConversationEvent {

    /** These rules stand in front of the question until its run ends, also after a restart. Not recorded when there are none. */
    record MetaMemorySelected(MetaMemorySelection selection) implements MemoryEvent {}

    /**
     * Memories of the user entered the window, with a call of {@code recallMemory} and its result right after this event.
     *
     * @param by            {@code runtime} at the beginning of a run, or {@code agent}
     * @param msgId         of the result that shows them
     * @param tokens        of that result; 0 of the agent's own calls, which say it themselves
     * @param requestTokens of the request before; null where it was not measured
     */
    record MemoryRecalled(String query, List<MemoryItem> items, String by, int msgId, int tokens, Integer requestTokens) implements MemoryEvent {
        /** {@link #by} of what a run begins with. */
        public static final String RUNTIME = "runtime";
    }
}
