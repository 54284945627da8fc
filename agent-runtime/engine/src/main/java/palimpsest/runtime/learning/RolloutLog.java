package palimpsest.runtime.learning;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.LogEntry;

/** The log of one conversation that nobody has: what is learned from it is recorded by the evolution. */
final class RolloutLog implements EventLog {

    private final List<LogEntry> entries = new ArrayList<>();
    private final Clock clock;

    RolloutLog(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized List<LogEntry> append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> added, Runnable alongside) {
        if (entries.size() != expectedLastSeq) {
            throw new ConcurrentAppendException(conversationId, expectedLastSeq, null);
        }
        alongside.run();
        for (NewEntry entry : added) {
            entries.add(new LogEntry(conversationId, entries.size() + 1L, entry.runId(), entry.type(), entry.payload(), entry.at() == null ? clock.instant() : entry.at()));
        }
        return List.copyOf(entries.subList((int) expectedLastSeq, entries.size()));
    }

    @Override
    public void copy(String tenant, UUID from, UUID to, long throughSeq, UUID runId, UUID newRunId) {
        throw new UnsupportedOperationException("A rollout is not forked");
    }

    @Override
    public synchronized List<LogEntry> read(String tenant, UUID conversationId, long afterSeq, int limit) {
        return entries.stream().skip(afterSeq).limit(limit).toList();
    }

    @Override
    public synchronized long lastSeq(String tenant, UUID conversationId) {
        return entries.size();
    }

    @Override
    public synchronized Map<UUID, Long> lastSeqs(Collection<UUID> conversationIds) {
        return entries.isEmpty() ? Map.of() : Map.of(entries.getFirst().conversationId(), (long) entries.size());
    }
}
