package palimpsest.memory.log;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.run.LeasedCommit;
import palimpsest.memory.run.NewRun;

/** A log whose entries and the rows that follow from them are written together or not at all. */
public final class ProjectingEventLog implements EventLog {

    private final EventLog log;
    private final TransactionTemplate transaction;
    private final LogProjection projection;

    /** @param transaction over the same database as {@code log} and {@code projection} */
    public ProjectingEventLog(EventLog log, TransactionTemplate transaction, LogProjection projection) {
        this.log = log;
        this.transaction = transaction;
        this.projection = projection;
    }

    @Override
    public List<LogEntry> append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, Runnable alongside) {
        return transaction.execute(status -> {
            List<LogEntry> stored = log.append(tenant, conversationId, expectedLastSeq, entries, alongside);
            stored.forEach(entry -> projection.appended(tenant, entry));
            return stored;
        });
    }

    @Override
    public void append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, LeasedCommit commit, Consumer<LeasedCommit> alone) {
        if (entries.stream().map(NewEntry::type).anyMatch(projection::concerns)) {
            append(tenant, conversationId, expectedLastSeq, entries, () -> alone.accept(commit));
        } else {
            log.append(tenant, conversationId, expectedLastSeq, entries, commit, alone);
        }
    }

    @Override
    public void append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, NewRun run, Consumer<NewRun> alone) {
        if (entries.stream().map(NewEntry::type).anyMatch(projection::concerns)) {
            append(tenant, conversationId, expectedLastSeq, entries, () -> alone.accept(run));
        } else {
            log.append(tenant, conversationId, expectedLastSeq, entries, run, alone);
        }
    }

    /** What follows from the copied entries is there already: it followed when they were first appended. */
    @Override
    public void copy(String tenant, UUID from, UUID to, long throughSeq, UUID runId, UUID newRunId) {
        log.copy(tenant, from, to, throughSeq, runId, newRunId);
    }

    @Override
    public List<LogEntry> read(String tenant, UUID conversationId, long afterSeq, int limit) {
        return log.read(tenant, conversationId, afterSeq, limit);
    }

    @Override
    public Map<UUID, List<LogEntry>> read(String tenant, Map<UUID, Long> after, Collection<String> types) {
        return log.read(tenant, after, types);
    }

    @Override
    public List<LogEntry> read(String tenant, UUID conversationId, Collection<String> types, long afterSeq, int limit) {
        return log.read(tenant, conversationId, types, afterSeq, limit);
    }

    @Override
    public List<Long> newest(String tenant, UUID conversationId, String type, long beforeSeq, int limit) {
        return log.newest(tenant, conversationId, type, beforeSeq, limit);
    }

    @Override
    public Optional<LogEntry> last(String tenant, UUID conversationId, String type, UUID runId) {
        return log.last(tenant, conversationId, type, runId);
    }

    @Override
    public List<LogEntry> notes(String tenant, UUID conversationId, long beforeSeq, int limit) {
        return log.notes(tenant, conversationId, beforeSeq, limit);
    }

    @Override
    public long lastSeq(String tenant, UUID conversationId) {
        return log.lastSeq(tenant, conversationId);
    }

    @Override
    public Map<UUID, Long> lastSeqs(Collection<UUID> conversationIds) {
        return log.lastSeqs(conversationIds);
    }
}
