package palimpsest.runtime.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.HistoryEvent.EventsSetAside;
import palimpsest.runtime.event.MessageEvent.NoticeGiven;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunRewound;
import palimpsest.runtime.event.StandingEvents;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.PruneHeld;
import palimpsest.runtime.event.WindowEvent.QuestionsFolded;
import palimpsest.runtime.event.WindowEvent.ResultCut;

/**
 * A history without the events that name others by number or by what the window was: they say nothing once events are missing or
 * have moved. Their messages stand whole in the window again, and are pruned anew when room is needed.
 *
 * @param repairs one for each event that was left out
 */
record StandingAlone(List<HistoryEntry> entries, List<Repair> repairs) {

    static StandingAlone of(List<HistoryEntry> given) {
        List<HistoryEntry> entries = new ArrayList<>();
        List<Repair> repairs = new ArrayList<>();
        Set<Long> standing = new HashSet<>();
        boolean ordered = NumberedHistory.isOrdered(given);
        if (ordered) {
            StandingEvents.of(NumberedHistory.recorded(given)).stream().map(RecordedEvent::seq).forEach(standing::add);
        }
        for (HistoryEntry entry : given) {
            if (ordered && !standing.contains(entry.seq())) {
                repairs.add(new Repair("rewound-event", "The run was tried again from before it, so it stood in no request any more.", entry.event().toString(), null));
            } else if (namesOthers(entry.event())) {
                repairs.add(new Repair("orphaned-window-change", "The events that it names are not as they were: what it changed stands whole in the window.",
                        entry.event().toString(), null));
            } else {
                entries.add(entry);
            }
        }
        return new StandingAlone(entries, repairs);
    }

    private static boolean namesOthers(ConversationEvent event) {
        return event instanceof PruneHeld || event instanceof ExchangesFolded || event instanceof QuestionsFolded || event instanceof ResultCut || event instanceof MessagesRestored
                || event instanceof NoticeGiven || event instanceof RunRewound || event instanceof EventsSetAside;
    }
}
