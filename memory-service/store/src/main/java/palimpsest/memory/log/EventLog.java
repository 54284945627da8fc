package palimpsest.memory.log;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import palimpsest.memory.run.LeasedCommit;
import palimpsest.memory.run.NewRun;

/** The append-only log behind every conversation. Nothing in it is ever changed; only {@link HistoryStore#compact} leaves gaps. */
public interface EventLog {

    /**
     * A fact about to be appended.
     *
     * @param at when it happened, by the writer's clock; null for the database's time of the append
     */
    record NewEntry(UUID runId, String type, String payload, Instant at) {

        /** At the database's time of the append. */
        public NewEntry(UUID runId, String type, String payload) {
            this(runId, type, payload, null);
        }
    }

    /**
     * Appends all entries in one transaction, or none.
     *
     * @param expectedLastSeq the last seq that the writer has seen, 0 for an empty log
     * @return the entries as stored, numbered {@code expectedLastSeq + 1 …}
     * @throws ConcurrentAppendException when the log has moved on: the writer reads again and decides anew
     * @throws java.util.NoSuchElementException when the conversation is unknown to the tenant
     */
    default List<LogEntry> append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries) {
        return append(tenant, conversationId, expectedLastSeq, entries, () -> { });
    }

    /**
     * The same with something else that is written in the same transaction.
     *
     * @param alongside joins the transaction; what it throws undoes all
     */
    List<LogEntry> append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, Runnable alongside);

    /**
     * Appends all entries together with a commit of the run that they belong to, or nothing.
     *
     * @param alone writes the commit in the transaction of the append, for a log that can't do it itself
     * @throws palimpsest.memory.run.LeaseLostException as from {@link palimpsest.memory.run.RunStore#commit(LeasedCommit)}
     */
    default void append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, LeasedCommit commit, Consumer<LeasedCommit> alone) {
        append(tenant, conversationId, expectedLastSeq, entries, () -> alone.accept(commit));
    }

    /**
     * Appends all entries together with the run that they begin, or nothing.
     *
     * @param alone writes the run in the transaction of the append, for a log that can't do it itself
     */
    default void append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, NewRun run, Consumer<NewRun> alone) {
        append(tenant, conversationId, expectedLastSeq, entries, () -> alone.accept(run));
    }

    /**
     * Copies a log's beginning into the log of another, empty conversation, numbers and times as they are; joins the transaction in progress.
     *
     * @param throughSeq last seq to copy
     * @param runId      a run whose copied entries belong to {@code newRunId} there; both may be null
     */
    void copy(String tenant, UUID from, UUID to, long throughSeq, UUID runId, UUID newRunId);

    /** Entries with {@code seq > afterSeq}, in order, at most {@code limit}. */
    List<LogEntry> read(String tenant, UUID conversationId, long afterSeq, int limit);

    /** The same, of the given types only. */
    default List<LogEntry> read(String tenant, UUID conversationId, Collection<String> types, long afterSeq, int limit) {
        return read(tenant, conversationId, afterSeq, Integer.MAX_VALUE).stream().filter(entry -> types.contains(entry.type())).limit(limit).toList();
    }

    /**
     * All of the given types of several conversations: by conversation, in order; none for one that has no such entry.
     *
     * @param after by conversation, the number that theirs are above
     */
    default Map<UUID, List<LogEntry>> read(String tenant, Map<UUID, Long> after, Collection<String> types) {
        Map<UUID, List<LogEntry>> read = new HashMap<>();
        after.forEach((conversation, seq) -> {
            List<LogEntry> entries = read(tenant, conversation, types, seq, Integer.MAX_VALUE);
            if (!entries.isEmpty()) {
                read.put(conversation, entries);
            }
        });
        return read;
    }

    /** Seqs of the newest entries of a type with {@code seq < beforeSeq}, the newest first, at most {@code limit}. */
    default List<Long> newest(String tenant, UUID conversationId, String type, long beforeSeq, int limit) {
        return read(tenant, conversationId, List.of(type), 0, Integer.MAX_VALUE).reversed().stream().map(LogEntry::seq)
                .filter(seq -> seq < beforeSeq).limit(limit).toList();
    }

    /** The newest entry of a type that belongs to a run; null for whichever run. Looks back no further than to that entry. */
    default Optional<LogEntry> last(String tenant, UUID conversationId, String type, UUID runId) {
        return read(tenant, conversationId, List.of(type), 0, Integer.MAX_VALUE).reversed().stream()
                .filter(entry -> runId == null || runId.equals(entry.runId())).findFirst();
    }

    /** Entries by which notes were written, with {@code seq < beforeSeq}, in order, at most {@code limit}; found by an index, however long the log is. */
    default List<LogEntry> notes(String tenant, UUID conversationId, long beforeSeq, int limit) {
        return read(tenant, conversationId, List.of("NoteWritten"), 0, Integer.MAX_VALUE).stream().filter(entry -> entry.seq() < beforeSeq).limit(limit).toList();
    }

    /** The last seq, 0 for an empty log. */
    long lastSeq(String tenant, UUID conversationId);

    /** The last seqs of these conversations of whichever tenants, for the runtime itself; nothing of a conversation without entries. */
    Map<UUID, Long> lastSeqs(Collection<UUID> conversationIds);
}
