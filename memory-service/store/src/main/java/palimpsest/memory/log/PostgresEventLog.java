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
import java.util.function.Function;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The log in PostgreSQL. The primary key decides between two writers: no lock is held while a writer thinks. */
public final class PostgresEventLog implements EventLog {

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
            alongside.run();
            return stored;
        });
    }

    /** One statement: it finds the conversation, compares its last number and inserts all entries. */
    private List<LogEntry> insert(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries) {
        List<Added> added;
        try {
            added = jdbc.sql("""
                    with last as materialized (
                        select c.id, (select coalesce(max(e.seq), 0) from event e where e.conversation_id = c.id) as seq
                        from conversation c where c.id = :conversation and c.tenant = :tenant
                    ), added as (
                        insert into event (conversation_id, seq, tenant, run_id, type, payload, at)
                        select last.id, last.seq + e.number, :tenant, e.run_id, e.type, e.payload, coalesce(e.at, now())
                        from last, unnest(cast(:runs as uuid[]), cast(:types as text[]), cast(:payloads as text[]), cast(:times as timestamptz[])) with ordinality as e (run_id, type, payload, at, number)
                        where last.seq = :expected
                        returning seq, at
                    )
                    select last.seq as last, added.seq, added.at from last left join added on true order by added.seq
                    """)
                    .param("conversation", conversationId).param("tenant", tenant).param("expected", expectedLastSeq)
                    .param("runs", strings(entries, NewEntry::runId))
                    .param("types", strings(entries, NewEntry::type))
                    .param("payloads", strings(entries, NewEntry::payload))
                    .param("times", strings(entries, NewEntry::at))
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

    private static String[] strings(List<NewEntry> entries, Function<NewEntry, Object> part) {
        return entries.stream().map(part).map(value -> value == null ? null : value.toString()).toArray(String[]::new);
    }

    /** @param seq null where nothing was added */
    private record Added(long last, Long seq, OffsetDateTime at) {}

    @Override
    public void copy(String tenant, UUID from, UUID to, long throughSeq, UUID runId, UUID newRunId) {
        jdbc.sql("""
                insert into event (conversation_id, seq, tenant, run_id, type, payload, at)
                select c.id, e.seq, e.tenant, case when e.run_id = cast(:run as uuid) then cast(:newRun as uuid) else e.run_id end, e.type, e.payload, e.at
                from event e, conversation c
                where e.conversation_id = :from and e.tenant = :tenant and e.seq <= :through and c.id = :to and c.tenant = :tenant
                """)
                .param("run", runId).param("newRun", newRunId).param("from", from).param("to", to).param("through", throughSeq)
                .param("tenant", tenant).update();
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
                select c.id, e.seq from unnest(cast(:ids as uuid[])) as c (id),
                       lateral (select seq from event where conversation_id = c.id order by seq desc limit 1) e
                """)
                .param("ids", conversationIds.stream().map(UUID::toString).toArray(String[]::new))
                .query((ResultSet row) -> {
                    last.put(row.getObject(1, UUID.class), row.getLong(2));
                });
        return last;
    }
}
