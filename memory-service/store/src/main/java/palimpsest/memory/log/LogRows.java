package palimpsest.memory.log;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;

/** Rows of the table {@code event} as entries. */
final class LogRows {

    private LogRows() {}

    static RowMapper<LogEntry> entries() {
        return (row, number) -> new LogEntry(row.getObject("conversation_id", UUID.class), row.getLong("seq"), row.getObject("run_id", UUID.class),
                row.getString("type"), row.getString("payload"), row.getObject("at", OffsetDateTime.class).toInstant());
    }

    static RowMapper<LogEntry> entriesOf(UUID conversationId) {
        return (row, number) -> new LogEntry(conversationId, row.getLong("seq"), row.getObject("run_id", UUID.class),
                row.getString("type"), row.getString("payload"), row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
