package palimpsest.runtime.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Supplier;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.LogEntry;

/** The event log's contract in memory, with switches for what goes wrong with a real one. Safe for several threads. */
public final class InMemoryEventLog implements EventLog {

    private record Key(String tenant, UUID conversationId) {}

    private final Map<Key, List<LogEntry>> logs = new HashMap<>();
    private Supplier<? extends RuntimeException> away;
    private Runnable beforeAppend = () -> { };
    private Supplier<? extends RuntimeException> fault;
    private int appendsUntilFault;
    private boolean faultAfterEffect;
    private int appends;

    /** Makes a conversation known, as the conversation's row does. */
    public synchronized void create(String tenant, UUID conversationId) {
        logs.putIfAbsent(new Key(tenant, conversationId), new ArrayList<>());
    }

    /** The {@code n}th append from now on, counted from 1, throws; its entries stand in the log if {@code afterEffect}. Happens once. */
    public synchronized void failAppend(int n, boolean afterEffect, Supplier<? extends RuntimeException> fault) {
        this.appendsUntilFault = n;
        this.faultAfterEffect = afterEffect;
        this.fault = fault;
    }

    /** Every call throws until {@link #back}. */
    public synchronized void away(Supplier<? extends RuntimeException> thrown) {
        this.away = thrown;
    }

    public synchronized void back() {
        this.away = null;
    }

    /** Runs once, before the next append looks at the log: what someone else does in between. */
    public synchronized void beforeNextAppend(Runnable action) {
        this.beforeAppend = action;
    }

    /** Appends that took effect. */
    public synchronized int appends() {
        return appends;
    }

    @Override
    public synchronized List<LogEntry> append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, Runnable alongside) {
        Runnable action = beforeAppend;
        beforeAppend = () -> { };
        action.run();
        reachable();
        boolean faulty = fault != null && --appendsUntilFault == 0;
        if (faulty && !faultAfterEffect) {
            throw thrown();
        }
        List<LogEntry> log = log(tenant, conversationId);
        if (log.size() != expectedLastSeq) {
            throw new ConcurrentAppendException(conversationId, expectedLastSeq, null);
        }
        alongside.run();
        List<LogEntry> stored = new ArrayList<>();
        for (NewEntry entry : entries) {
            long seq = expectedLastSeq + stored.size() + 1;
            stored.add(new LogEntry(conversationId, seq, entry.runId(), entry.type(), entry.payload(), entry.at() == null ? Instant.EPOCH.plusSeconds(seq) : entry.at()));
        }
        log.addAll(stored);
        appends++;
        if (faulty) {
            throw thrown();
        }
        return List.copyOf(stored);
    }

    @Override
    public synchronized void copy(String tenant, UUID from, UUID to, long throughSeq, UUID runId, UUID newRunId) {
        log(tenant, from).stream().filter(entry -> entry.seq() <= throughSeq)
                .map(entry -> new LogEntry(to, entry.seq(), runId != null && runId.equals(entry.runId()) ? newRunId : entry.runId(), entry.type(),
                        entry.payload(), entry.at()))
                .forEach(log(tenant, to)::add);
    }

    @Override
    public synchronized List<LogEntry> read(String tenant, UUID conversationId, long afterSeq, int limit) {
        reachable();
        return log(tenant, conversationId).stream().filter(entry -> entry.seq() > afterSeq).limit(limit).toList();
    }

    @Override
    public synchronized long lastSeq(String tenant, UUID conversationId) {
        reachable();
        return log(tenant, conversationId).size();
    }

    @Override
    public synchronized Map<UUID, Long> lastSeqs(Collection<UUID> conversationIds) {
        reachable();
        Map<UUID, Long> last = new HashMap<>();
        logs.forEach((key, log) -> {
            if (conversationIds.contains(key.conversationId()) && !log.isEmpty()) {
                last.put(key.conversationId(), (long) log.size());
            }
        });
        return last;
    }

    private List<LogEntry> log(String tenant, UUID conversationId) {
        List<LogEntry> log = logs.get(new Key(tenant, conversationId));
        if (log == null) {
            throw new NoSuchElementException("no conversation " + conversationId);
        }
        return log;
    }

    private void reachable() {
        if (away != null) {
            throw away.get();
        }
    }

    private RuntimeException thrown() {
        RuntimeException exception = fault.get();
        fault = null;
        return exception;
    }
}
