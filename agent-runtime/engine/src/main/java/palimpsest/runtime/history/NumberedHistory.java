package palimpsest.runtime.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import palimpsest.runtime.event.RecordedEvent;

/** Entries with the numbers under which they are stored: their own where those go upwards, else the next. */
final class NumberedHistory {

    /** Of an entry that has no time. */
    static final Instant NO_TIME = Instant.EPOCH;

    private static final UUID NOWHERE = new UUID(0, 0);

    private NumberedHistory() {}

    static List<HistoryEntry> of(List<HistoryEntry> entries) {
        List<HistoryEntry> numbered = new ArrayList<>(entries.size());
        long last = 0;
        for (HistoryEntry entry : entries) {
            last = Math.max(entry.seq(), last + 1);
            numbered.add(new HistoryEntry(last, entry.runId(), entry.at(), entry.event()));
        }
        return numbered;
    }

    /** As a log would give them. */
    static List<RecordedEvent> recorded(List<HistoryEntry> entries) {
        return of(entries).stream().map(entry -> new RecordedEvent(NOWHERE, entry.seq(), entry.runId(),
                entry.at() == null ? NO_TIME : entry.at(), entry.event())).toList();
    }

    /** Whether all have numbers of their own that go upwards. */
    static boolean isOrdered(List<HistoryEntry> entries) {
        return of(entries).equals(entries);
    }
}
