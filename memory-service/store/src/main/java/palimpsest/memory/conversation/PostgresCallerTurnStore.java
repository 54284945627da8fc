package palimpsest.memory.conversation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@link CallerTurnStore} over PostgreSQL. */
public final class PostgresCallerTurnStore implements CallerTurnStore {

    private final JdbcClient jdbc;

    public PostgresCallerTurnStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<CallerTurn> find(String tenant, UUID agentId, CallerTurn.Kind kind, String key) {
        return turns(tenant, agentId, kind, key, 1).stream().findFirst();
    }

    @Override
    public List<CallerTurn> all(String tenant, UUID agentId, CallerTurn.Kind kind, String key) {
        return turns(tenant, agentId, kind, key, null);
    }

    /** @param most null for all */
    private List<CallerTurn> turns(String tenant, UUID agentId, CallerTurn.Kind kind, String key, Integer most) {
        return jdbc.sql("""
                select t.generation, t.conversation_id, t.run_id, t.seq, c.deleted_at is not null as deleted
                from caller_turn t join conversation c on c.id = t.conversation_id and c.tenant = t.tenant
                where t.tenant = :tenant and t.agent_id = :agentId and t.kind = :kind and t.key = :key
                order by t.generation desc limit cast(:most as integer)
                """)
                .param("tenant", tenant).param("agentId", agentId).param("kind", label(kind)).param("key", key).param("most", most)
                .query((row, number) -> new CallerTurn(row.getInt("generation"), row.getObject("conversation_id", UUID.class),
                        row.getObject("run_id", UUID.class), row.getLong("seq"), row.getBoolean("deleted")))
                .list();
    }

    @Override
    public boolean add(String tenant, UUID agentId, CallerTurn.Kind kind, String key, int generation, UUID conversationId, UUID runId, long seq) {
        return jdbc.sql("""
                insert into caller_turn (tenant, agent_id, kind, key, generation, conversation_id, run_id, seq)
                values (:tenant, :agentId, :kind, :key, :generation, :conversationId, :runId, :seq)
                on conflict do nothing
                """)
                .param("tenant", tenant).param("agentId", agentId).param("kind", label(kind)).param("key", key).param("generation", generation)
                .param("conversationId", conversationId).param("runId", runId).param("seq", seq)
                .update() == 1;
    }

    private static String label(CallerTurn.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
