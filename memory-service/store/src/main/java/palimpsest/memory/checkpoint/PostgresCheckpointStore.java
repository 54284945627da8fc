package palimpsest.memory.checkpoint;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@link CheckpointStore} over PostgreSQL. */
public final class PostgresCheckpointStore implements CheckpointStore {

    private final JdbcClient jdbc;

    public PostgresCheckpointStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<Checkpoint> find(String tenant, UUID conversationId, String version) {
        return jdbc.sql("""
                select seq, state from context_checkpoint p
                where conversation_id = :id and tenant = :tenant and version = :version
                  and exists (select 1 from event e where e.conversation_id = p.conversation_id and e.seq = p.seq)
                """)
                .param("id", conversationId).param("tenant", tenant).param("version", version)
                .query((row, number) -> new Checkpoint(row.getLong("seq"), row.getString("state"))).optional();
    }

    @Override
    public void save(String tenant, UUID conversationId, String version, Checkpoint checkpoint) {
        jdbc.sql("""
                insert into context_checkpoint (conversation_id, tenant, version, seq, state)
                select c.id, c.tenant, :version, :seq, :state from conversation c where c.id = :id and c.tenant = :tenant
                on conflict (conversation_id, tenant) do update
                set version = excluded.version, seq = excluded.seq, state = excluded.state, at = excluded.at
                where context_checkpoint.version <> excluded.version or context_checkpoint.seq < excluded.seq
                """)
                .param("id", conversationId).param("tenant", tenant).param("version", version)
                .param("seq", checkpoint.seq()).param("state", checkpoint.state()).update();
    }
}
