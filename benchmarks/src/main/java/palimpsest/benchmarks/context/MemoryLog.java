package palimpsest.benchmarks.context;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.LogEntry;

/** The log of one conversation in memory, so that what is measured is the engine and not the database. */
final class MemoryLog implements EventLog {

    private final List<LogEntry> entries = new ArrayList<>();

    @Override
    public synchronized List<LogEntry> append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> added, Runnable alongside) {
        if (entries.size() != expectedLastSeq) {
            throw new ConcurrentAppendException(conversationId, expectedLastSeq, null);
        }
        for (NewEntry entry : added) {
            entries.add(new LogEntry(conversationId, entries.size() + 1L, entry.runId(), entry.type(), entry.payload(), Instant.EPOCH));
        }
        alongside.run();
        return List.copyOf(entries.subList((int) expectedLastSeq, entries.size()));
    }

    @Override
    public synchronized List<LogEntry> read(String tenant, UUID conversationId, long afterSeq, int limit) {
        int end = (int) Math.min(entries.size(), afterSeq + limit);
        return List.copyOf(entries.subList((int) Math.min(afterSeq, end), end));
    }

    @Override
    public void copy(String tenant, UUID from, UUID to, long throughSeq, UUID runId, UUID newRunId) {
        throw new UnsupportedOperationException("There is one conversation here");
    }

    @Override
    public synchronized Map<UUID, Long> lastSeqs(Collection<UUID> conversationIds) {
        throw new UnsupportedOperationException("There is one conversation here");
    }

    @Override
    public synchronized long lastSeq(String tenant, UUID conversationId) {
        return entries.size();
    }
}
