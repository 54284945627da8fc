package palimpsest.runtime.event;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import palimpsest.runtime.event.HistoryEvent.EventsSetAside;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.RunRewound;

/** The events of a conversation that still mean something: all but those that a rewind or a repair took back. The log keeps the others. */
public final class StandingEvents {

    /** The types that take events back: whoever reads only some types of events must read these too. */
    public static final List<Class<? extends ConversationEvent>> TAKING_BACK = List.of(RunRewound.class, EventsSetAside.class);

    private StandingEvents() {}

    /** Whether what was folded before these events can't be gone on from. */
    public static boolean rewindAmong(List<RecordedEvent> events) {
        return events.stream().anyMatch(event -> TAKING_BACK.contains(event.event().getClass()));
    }

    /** @param events all of a conversation, in order */
    public static List<RecordedEvent> of(List<RecordedEvent> events) {
        List<RecordedEvent> standing = new ArrayList<>(events.size());
        for (RecordedEvent event : events) {
            if (event.event() instanceof RunRewound rewound) {
                standing.removeIf(before -> before.seq() > rewound.keptThrough() && isTakenBack(before, event.runId()));
            }
            if (event.event() instanceof EventsSetAside aside) {
                var seqs = new HashSet<>(aside.seqs());
                standing.removeIf(before -> seqs.contains(before.seq()));
            }
            standing.add(event);
        }
        return standing;
    }

    /** What others did meanwhile (documents) stays; a request to end the run is as gone as its end. */
    private static boolean isTakenBack(RecordedEvent event, UUID runId) {
        return !(event.event() instanceof RunRewound) && (runId.equals(event.runId()) || event.event() instanceof CancelRequested);
    }
}
