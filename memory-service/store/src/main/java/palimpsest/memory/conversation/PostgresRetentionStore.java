package palimpsest.memory.conversation;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@link RetentionStore} over PostgreSQL. */
public final class PostgresRetentionStore implements RetentionStore {

    private static final String LAST = "(select coalesce(max(e.seq), 0) from event e where e.tenant = c.tenant and e.conversation_id = c.id)";

    private static final String IDLE = "not exists (select 1 from run r where r.tenant = c.tenant and r.conversation_id = c.id and r.state in ('QUEUED', 'RUNNING', 'PAUSED', 'WAITING'))";

    private final JdbcClient jdbc;

    public PostgresRetentionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Idle> idle() {
        return jdbc.sql("select c.tenant, c.id, a.name, " + LAST + """
                 as last_seq, coalesce((select e.at from event e where e.tenant = c.tenant and e.conversation_id = c.id order by e.seq desc limit 1), c.created_at) as updated_at
                from conversation c join agent a on a.tenant = c.tenant and a.id = c.agent_id
                where c.deleted_at is null and\s""" + IDLE)
                .query((row, number) -> new Idle(row.getString("tenant"), row.getObject("id", UUID.class), row.getString("name"), row.getLong("last_seq"),
                        row.getObject("updated_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    @Override
    public boolean delete(Idle conversation) {
        return jdbc.sql("update conversation c set deleted_at = now() where c.tenant = :tenant and c.id = :id and c.deleted_at is null and " + IDLE + " and :last = " + LAST)
                .param("tenant", conversation.tenant()).param("id", conversation.id()).param("last", conversation.lastSeq()).update() == 1;
    }
}
