package palimpsest.memory.log;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
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
            long last = lastOf(tenant, conversationId);
            if (last != expectedLastSeq) {
                throw new ConcurrentAppendException(conversationId, expectedLastSeq, null);
            }
            alongside.run();
            try {
                return insert(tenant, conversationId, expectedLastSeq, entries);
            } catch (DuplicateKeyException e) {
                // Only a number of the log that is taken is a conflict of two writers; a duplicate in the caller's work is the caller's.
                throw new ConcurrentAppendException(conversationId, expectedLastSeq, e);
            }
        });
    }

    private long lastOf(String tenant, UUID conversationId) {
        return jdbc.sql("""
                select (select coalesce(max(e.seq), 0) from event e where e.conversation_id = c.id) from conversation c
                where c.id = :id and c.tenant = :tenant
                """)
                .param("id", conversationId).param("tenant", tenant).query(Long.class).optional()
                .orElseThrow(() -> new NoSuchElementException("no conversation " + conversationId));
    }

    private List<LogEntry> insert(String tenant, UUID conversationId, long lastSeq, List<NewEntry> entries) {
        var stored = new ArrayList<LogEntry>();
        long seq = lastSeq;
        for (NewEntry entry : entries) {
            seq++;
            OffsetDateTime at = jdbc.sql("""
                    insert into event (conversation_id, seq, tenant, run_id, type, payload)
                    values (:conversation, :seq, :tenant, cast(:run as uuid), :type, :payload) returning at
                    """)
                    .param("conversation", conversationId).param("seq", seq).param("tenant", tenant)
                    .param("run", entry.runId()).param("type", entry.type()).param("payload", entry.payload())
                    .query(OffsetDateTime.class).single();
            stored.add(new LogEntry(conversationId, seq, entry.runId(), entry.type(), entry.payload(), at.toInstant()));
        }
        return stored;
    }

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
    public long lastSeq(String tenant, UUID conversationId) {
        return jdbc.sql("select coalesce(max(seq), 0) from event where conversation_id = :id and tenant = :tenant")
                .param("id", conversationId).param("tenant", tenant).query(Long.class).single();
    }
}
