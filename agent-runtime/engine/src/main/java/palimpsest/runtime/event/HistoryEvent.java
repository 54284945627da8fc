package palimpsest.runtime.event;

import java.util.List;
import java.util.UUID;

/** What happened to the log itself: repairs, events that no longer count, copies. */
public sealed interface HistoryEvent extends ConversationEvent {

    /**
     * Something in the history was mended, so that the requests that follow are valid; the original stands in {@code before}.
     *
     * @param by     {@code import} or {@code runtime}
     * @param what   kind of repair (docs/api.md, Repairs)
     * @param why    what would have gone wrong
     * @param before null when something was missing
     * @param after  null when it was taken out
     */
    record HistoryRepaired(String by, String what, String why, String before, String after) implements HistoryEvent {}

    /**
     * Events of a stored history that was found broken no longer count; the log keeps them, and what follows says why.
     *
     * @param seqs      numbers of the events, upwards
     * @param lastMsgId the highest number that any message of the log has, which is not given again; null in logs of older runtimes
     */
    record EventsSetAside(List<Long> seqs, Integer lastMsgId) implements HistoryEvent {}

    /** This conversation began as a copy of another one's events up to {@code throughSeq}. */
    record ConversationForked(UUID conversationId, UUID runId, long throughSeq) implements HistoryEvent {}
}
