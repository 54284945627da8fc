package palimpsest.memory.log;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.log.EventLog.NewEntry;

/** The rows of entries that one conversation's log is appended with, as parts of one statement whose parameters {@link #of} gives. */
final class EntryRows {

    /** Its last event. */
    static final String LAST = """
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
    static final String INSERTED = """
            insert into event (conversation_id, seq, tenant, run_id, type, payload, at)
            select last.id, last.seq + e.number, :tenant, e.run_id, e.type, e.payload, coalesce(e.at, now()) from last,\
            """ + " " + ENTRIES + " where last.seq = :expected";

    private EntryRows() {}

    static JdbcClient.StatementSpec of(JdbcClient.StatementSpec statement, String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries) {
        return columns(statement.param("conversation", conversationId).param("tenant", tenant).param("expected", expectedLastSeq), entries);
    }

    /** Only what the entries themselves say. */
    static JdbcClient.StatementSpec columns(JdbcClient.StatementSpec statement, List<NewEntry> entries) {
        return statement.param("runs", strings(entries, NewEntry::runId))
                .param("types", strings(entries, NewEntry::type))
                .param("payloads", strings(entries, NewEntry::payload))
                .param("times", strings(entries, NewEntry::at));
    }

    /** An array that the statement casts. */
    static <T> String[] strings(List<T> rows, Function<T, ?> column) {
        return rows.stream().map(column).map(value -> value == null ? null : value.toString()).toArray(String[]::new);
    }
}
