package palimpsest.runtime.past;

import palimpsest.runtime.event.ConversationLog;

/** How a run reaches what has left its window. */
public record Past(PrunedPast pruned, Restoration restoration) {

    /** Nothing is found by words; what is known by id can be brought back. */
    public static Past byIdOnly(ConversationLog log) {
        return new Past(PrunedPast.none(), new Restoration(new MessageHistory(log)));
    }
}
