package palimpsest.memory.log;

import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.run.Lease;
import palimpsest.memory.run.LeaseLostException;
import palimpsest.memory.run.LeasedCommit;
import palimpsest.memory.run.NewRun;
import palimpsest.memory.run.NewRunRows;
import palimpsest.memory.run.RunCommit;
import palimpsest.memory.run.RunState;

/** The log in PostgreSQL. The primary key decides between two writers: no lock is held while a writer thinks. */
public final class PostgresEventLog implements EventLog {

    /** Its last event. */
    private static final String LAST = """
            with last as materialized (
                select c.id, (select coalesce(max(e.seq), 0) from event e where e.conversation_id = c.id) as seq
                from conversation c where c.id = :conversation and c.tenant = :tenant
            )\
            """;
    /** Arrays as queries of their own: their lengths would make the server plan the statement anew each time. */
    private static final String ENTRIES = """
            unnest((select cast(:runs as uuid[])), (select cast(:types as text[])), (select cast(:payloads as text[])), (select cast(:times as timestamptz[])))
                with ordinality as e (run_id, type, payload, at, number)\
            """;
    private static final String INSERTED = """
            insert into event (conversation_id, seq, tenant, run_id, type, payload, at)
            select last.id, last.seq + e.number, :tenant, e.run_id, e.type, e.payload, coalesce(e.at, now()) from last,\
            """ + " " + ENTRIES + " where last.seq = :expected";
    private static final String UNDER_LEASE = """
            from last where last.seq = :expected
                and run.id = :run and run.tenant = :tenant and state = 'RUNNING' and lease_owner = :owner and epoch = :epoch and commits = :commit - 1 returning run.id\
            """;
    private static final String COMMITTED = """
            , added as (
            """ + INSERTED + """
             and exists (select from held) returning seq
            )
            select last.seq, (select count(*) from held) from last
            """;
    private static final String GOES_ON = LAST + """
            , held as (
                update run set commits = :commit, steps = :steps, tokens = :tokens, parked_for = null, parked_until = null, ended_by = null, ended_at = null,
                       lease_until = :until
            """ + UNDER_LEASE + ")" + COMMITTED;
    private static final String ENDS = LAST + """
            , held as (
                update run set state = :state, commits = :commit, steps = :steps, tokens = :tokens, parked_for = null, parked_until = null, ended_by = :endedBy,
                       ended_at = :endedAt, lease_owner = null, lease_until = null
            """ + UNDER_LEASE + """
            ), taken_out as (
                delete from scheduled_tasks where task_name = 'run' and task_instance = (select cast(:entry as text)) and not picked and exists (select from held)
            )\
            """ + COMMITTED;
    private static final String BEGINS = LAST + ", " + NewRunRows.parts("(select id as conversation from last where seq = :expected) one") + """
            , added as (
            """ + INSERTED + """
             returning seq)
            select last.seq from last
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    public PostgresEventLog(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
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
            added = appending(LAST + ", added as (" + INSERTED + """
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
        return jdbc.sql(sql).param("conversation", conversationId).param("tenant", tenant).param("expected", expectedLastSeq)
                .param("runs", strings(entries, NewEntry::runId))
                .param("types", strings(entries, NewEntry::type))
                .param("payloads", strings(entries, NewEntry::payload))
                .param("times", strings(entries, NewEntry::at));
    }

    /** One statement, where the run goes on or ends; one that parks has an entry of the queue to be written, too. */
    @Override
    public void append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, LeasedCommit commit, Consumer<LeasedCommit> alone) {
        RunCommit row = commit.commit();
        if (row.state() != RunState.RUNNING && !row.state().ended()) {
            append(tenant, conversationId, expectedLastSeq, entries, () -> alone.accept(commit));
            return;
        }
        Lease lease = commit.lease();
        JdbcClient.StatementSpec statement = appending(row.state().ended() ? ENDS : GOES_ON, tenant, conversationId, expectedLastSeq, entries)
                .param("run", lease.runId()).param("owner", lease.owner()).param("epoch", lease.epoch())
                .param("commit", row.seq()).param("steps", row.steps()).param("tokens", row.tokens());
        statement = row.state().ended()
                ? statement.param("state", row.state().name()).param("endedBy", row.endedBy()).param("endedAt", at(commit.at())).param("entry", row.queueEntry())
                : statement.param("until", at(commit.until()));
        Committed committed;
        try {
            committed = statement.query((line, number) -> new Committed(line.getLong(1), line.getInt(2) == 1)).optional()
                    .orElseThrow(() -> new NoSuchElementException("no conversation " + conversationId));
        } catch (DuplicateKeyException e) {
            throw new ConcurrentAppendException(conversationId, expectedLastSeq, e);
        }
        if (committed.last() != expectedLastSeq) {
            throw new ConcurrentAppendException(conversationId, expectedLastSeq, null);
        }
        if (!committed.held()) {
            throw new LeaseLostException(lease.runId(), lease.epoch());
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

    /**
     * What one statement did.
     *
     * @param last number of the last event before it
     * @param held whether it met the lease, without which it wrote nothing
     */
    private record Committed(long last, boolean held) {}

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String[] strings(List<NewEntry> entries, Function<NewEntry, Object> part) {
        return entries.stream().map(part).map(value -> value == null ? null : value.toString()).toArray(String[]::new);
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
