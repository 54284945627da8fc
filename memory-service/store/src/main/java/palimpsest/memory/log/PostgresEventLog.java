package palimpsest.memory.log;

import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.run.LeasedCommit;
import palimpsest.memory.run.NewRun;
import palimpsest.memory.run.NewRunRows;
import palimpsest.memory.run.RunState;

/** The log in PostgreSQL. The primary key decides between two writers: no lock is held while a writer thinks. */
public final class PostgresEventLog implements EventLog {

    private static final String BEGINS = EntryRows.LAST + ", " + NewRunRows.parts("(select id as conversation from last where seq = :expected) one") + """
            , added as (
            """ + EntryRows.INSERTED + """
             returning seq)
            select last.seq from last
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final LeasedAppends leased;

    public PostgresEventLog(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.leased = new LeasedAppends(jdbc);
    }

    @Override
    public List<LogEntry> append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, Runnable alongside) {
        return transaction.execute(status -> {
            List<LogEntry> stored = insert(tenant, conversationId, expectedLastSeq, entries);
            if (entries.stream().anyMatch(entry -> entry.type().equals(ConversationDocumentRows.CHANGED))) {
                ConversationDocumentRows.follow(jdbc, tenant, conversationId, expectedLastSeq);
            }
            alongside.run();
            return stored;
        });
    }

    /** One statement: it finds the conversation, compares its last number and inserts all entries. */
    private List<LogEntry> insert(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries) {
        List<Added> added;
        try {
            added = appending(EntryRows.LAST + ", added as (" + EntryRows.INSERTED + """
                     returning seq, at)
                    select last.seq as last, added.seq, added.at from last left join added on true order by added.seq
                    """, tenant, conversationId, expectedLastSeq, entries)
                    .query((row, number) -> new Added(row.getLong("last"), row.getObject("seq", Long.class), row.getObject("at", OffsetDateTime.class))).list();
        } catch (DuplicateKeyException e) {
            // Only a number of the log that is taken is a conflict of two writers; a duplicate in the caller's work is the caller's.
            throw new ConcurrentAppendException(conversationId, expectedLastSeq, e);
        }
        if (added.isEmpty()) {
            throw new NoSuchElementException("no conversation " + conversationId);
        }
        if (added.getFirst().last() != expectedLastSeq) {
            throw new ConcurrentAppendException(conversationId, expectedLastSeq, null);
        }
        var stored = new ArrayList<LogEntry>();
        for (int i = 0; i < entries.size(); i++) {
            NewEntry entry = entries.get(i);
            stored.add(new LogEntry(conversationId, added.get(i).seq(), entry.runId(), entry.type(), entry.payload(), added.get(i).at().toInstant()));
        }
        return stored;
    }

    private JdbcClient.StatementSpec appending(String sql, String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries) {
        return EntryRows.of(jdbc.sql(sql), tenant, conversationId, expectedLastSeq, entries);
    }

    /** One statement, where the run goes on or ends, perhaps with others of the tenant; one that parks has an entry of the queue to be written, too. */
    @Override
    public void append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, LeasedCommit commit, Consumer<LeasedCommit> alone) {
        if (commit.commit().state().parked() || commit.commit().state() == RunState.QUEUED) {
            append(tenant, conversationId, expectedLastSeq, entries, () -> alone.accept(commit));
        } else {
            leased.append(tenant, new LeasedAppend(conversationId, expectedLastSeq, entries, commit));
        }
    }

    /** One statement; where rows follow from the entries, a transaction. */
    @Override
    public void append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, NewRun run, Consumer<NewRun> alone) {
        if (entries.stream().anyMatch(entry -> entry.type().equals(ConversationDocumentRows.CHANGED))) {
            append(tenant, conversationId, expectedLastSeq, entries, () -> alone.accept(run));
            return;
        }
        long last;
        try {
            last = NewRunRows.of(run, appending(BEGINS, tenant, conversationId, expectedLastSeq, entries)).query(Long.class).optional()
                    .orElseThrow(() -> new NoSuchElementException("no conversation " + conversationId));
        } catch (DuplicateKeyException e) {
            throw new ConcurrentAppendException(conversationId, expectedLastSeq, e);
        }
        if (last != expectedLastSeq) {
            throw new ConcurrentAppendException(conversationId, expectedLastSeq, null);
        }
    }

    /** @param seq null where nothing was added */
    private record Added(long last, Long seq, OffsetDateTime at) {}

    @Override
    public void copy(String tenant, UUID from, UUID to, long throughSeq, UUID runId, UUID newRunId) {
        jdbc.sql("""
                with copied as (
                insert into event (conversation_id, seq, tenant, run_id, type, payload, at)
                select c.id, e.seq, e.tenant, case when e.run_id = cast(:run as uuid) then cast(:newRun as uuid) else e.run_id end, e.type, e.payload, e.at
                from event e, conversation c
                where e.conversation_id = :from and e.tenant = :tenant and e.seq <= :through and c.id = :to and c.tenant = :tenant
                returning seq) select count(*) from copied
                """)
                .param("run", runId).param("newRun", newRunId).param("from", from).param("to", to).param("through", throughSeq)
                .param("tenant", tenant).query(Long.class).single();
        ConversationDocumentRows.follow(jdbc, tenant, to, 0);
    }

    @Override
    public List<LogEntry> read(String tenant, UUID conversationId, long afterSeq, int limit) {
        return jdbc.sql("""
                select seq, run_id, type, payload, at from event
                where conversation_id = :id and tenant = :tenant and seq > :after order by seq limit :limit
                """)
                .param("id", conversationId).param("tenant", tenant).param("after", afterSeq).param("limit", limit)
                .query(LogRows.entriesOf(conversationId)).list();
    }

    @Override
    public List<LogEntry> read(String tenant, UUID conversationId, Collection<String> types, long afterSeq, int limit) {
        return jdbc.sql("""
                select seq, run_id, type, payload, at from event
                where conversation_id = :id and tenant = :tenant and seq > :after and type = any(:types) order by seq limit :limit
                """)
                .param("id", conversationId).param("tenant", tenant).param("after", afterSeq)
                .param("types", types.toArray(String[]::new)).param("limit", limit)
                .query(LogRows.entriesOf(conversationId)).list();
    }

    /** One statement, in which each conversation is looked up by the key, whatever number of them the server reckons with. */
    @Override
    public Map<UUID, List<LogEntry>> read(String tenant, Map<UUID, Long> after, Collection<String> types) {
        return jdbc.sql("""
                select asked.id as conversation_id, e.seq, e.run_id, e.type, e.payload, e.at from unnest((select cast(:ids as uuid[])), (select cast(:after as bigint[]))) as asked (id, after)
                cross join lateral (
                    select seq, run_id, type, payload, at from event one
                    where one.conversation_id = asked.id and one.tenant = :tenant and one.seq > asked.after and one.type = any(cast((select cast(:types as text[])) as text[])) order by one.seq offset 0
                ) e order by asked.id, e.seq
                """)
                .param("ids", after.keySet().toArray(UUID[]::new)).param("after", after.values().toArray(Long[]::new)).param("tenant", tenant)
                .param("types", types.toArray(String[]::new)).query(LogRows.entries()).list().stream().collect(Collectors.groupingBy(LogEntry::conversationId));
    }

    @Override
    public List<Long> newest(String tenant, UUID conversationId, String type, long beforeSeq, int limit) {
        return jdbc.sql("""
                select seq from event where conversation_id = :id and tenant = :tenant and type = :type and seq < :before order by seq desc limit :limit
                """)
                .param("id", conversationId).param("tenant", tenant).param("type", type).param("before", beforeSeq).param("limit", limit)
                .query(Long.class).list();
    }

    @Override
    public Optional<LogEntry> last(String tenant, UUID conversationId, String type, UUID runId) {
        return jdbc.sql("""
                select seq, run_id, type, payload, at from event
                where conversation_id = :id and tenant = :tenant and type = :type and (cast(:run as uuid) is null or run_id = cast(:run as uuid))
                order by seq desc limit 1
                """)
                .param("id", conversationId).param("tenant", tenant).param("type", type).param("run", runId)
                .query(LogRows.entriesOf(conversationId)).optional();
    }

    /** The type stands in the statement itself: so it is that of the index (V28). */
    @Override
    public List<LogEntry> notes(String tenant, UUID conversationId, long beforeSeq, int limit) {
        return jdbc.sql("""
                select seq, run_id, type, payload, at from event
                where conversation_id = :id and tenant = :tenant and type = 'NoteWritten' and seq < :before order by seq limit :limit
                """)
                .param("id", conversationId).param("tenant", tenant).param("before", beforeSeq).param("limit", limit)
                .query(LogRows.entriesOf(conversationId)).list();
    }

    @Override
    public long lastSeq(String tenant, UUID conversationId) {
        return jdbc.sql("select coalesce(max(seq), 0) from event where conversation_id = :id and tenant = :tenant")
                .param("id", conversationId).param("tenant", tenant).query(Long.class).single();
    }

    @Override
    public Map<UUID, Long> lastSeqs(Collection<UUID> conversationIds) {
        Map<UUID, Long> last = new HashMap<>();
        jdbc.sql("""
                select last.id, last.seq from (
                    select c.id, (select max(e.seq) from event e where e.tenant = c.tenant and e.conversation_id = c.id) as seq
                    from conversation c where c.id = any(cast(:ids as uuid[]))) last where last.seq is not null
                """)
                .param("ids", conversationIds.stream().map(UUID::toString).toArray(String[]::new))
                .query((ResultSet row) -> {
                    last.put(row.getObject(1, UUID.class), row.getLong(2));
                });
        return last;
    }
}
