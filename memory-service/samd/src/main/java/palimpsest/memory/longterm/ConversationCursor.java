package palimpsest.memory.longterm;

import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far each conversation was taken into memory. */
public final class ConversationCursor {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final JdbcClient jdbc;

    public ConversationCursor(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Where a conversation stands.
     *
     * @param position number of the last event that was taken in; 0 before the first
     * @param subject  whose memory it goes to: its user's
     */
    public record Standing(long position, String subject) {}

    /** Of those of these conversations that exist, in their order. */
    public Map<UUID, Standing> standings(String tenant, List<UUID> conversations) {
        var standings = new LinkedHashMap<UUID, Standing>();
        jdbc.sql("""
                select asked.id, c.user_id, (select m.seq from memory_cursor m where m.tenant = :tenant and m.conversation = asked.id::text) as position
                from unnest((select cast(:ids as uuid[]))) with ordinality as asked (id, number)
                cross join lateral (select user_id from conversation one where one.id = asked.id and one.tenant = :tenant limit 1) c order by asked.number
                """).param("tenant", tenant).param("ids", conversations.toArray(UUID[]::new)).query((ResultSet row) -> {
                    standings.put(row.getObject(1, UUID.class), new Standing(row.getLong(3), row.getString(2)));
                });
        return standings;
    }

    /** Whose memory a conversation goes to: its user's. */
    public String subject(String tenant, UUID conversation) {
        return jdbc.sql("select user_id from conversation where tenant = :tenant and id = :id").param("tenant", tenant).param("id", conversation)
                .query(String.class).single();
    }

    /**
     * Of conversations of the runtime.
     *
     * @param titles             by id; a conversation without a title has its id for one
     * @param withoutOutsideText answers that were given where no text that others wrote had entered the conversation
     */
    public record Origins(Map<String, String> titles, Set<CitedTurn> withoutOutsideText) {

        static final Origins NONE = new Origins(Map.of(), Set.of());
    }

    /**
     * Of those of the names that are ids of conversations, in one message.
     *
     * @param answers of the agent, of which it is asked whose text they may hold
     */
    public Origins origins(String tenant, Collection<String> names, Collection<CitedTurn> answers) {
        List<CitedTurn> asked = answers.stream().filter(answer -> UUID_TEXT.matcher(answer.conversation()).matches()).toList();
        var titles = new HashMap<String, String>();
        var own = new HashSet<CitedTurn>();
        jdbc.sql("""
                select id, coalesce(title, id::text), null as seq from conversation where tenant = :tenant and id = any(cast((select cast(:ids as uuid[])) as uuid[]))
                union all
                select e.conversation_id, null, e.seq from unnest((select cast(:conversations as uuid[])), (select cast(:seqs as bigint[]))) a (conversation_id, seq)
                join event e on e.conversation_id = a.conversation_id and e.seq = a.seq
                where e.tenant = :tenant and e.type = 'RunFinished' and e.payload::jsonb ->> 'outsideText' = 'false'
                """).param("tenant", tenant)
                .param("ids", names.stream().distinct().filter(name -> UUID_TEXT.matcher(name).matches()).map(UUID::fromString).toArray(UUID[]::new))
                .param("conversations", asked.stream().map(CitedTurn::conversation).map(UUID::fromString).toArray(UUID[]::new))
                .param("seqs", asked.stream().map(CitedTurn::seq).toArray(Long[]::new))
                .query((ResultSet row) -> {
                    if (row.getString(2) != null) {
                        titles.put(row.getString(1), row.getString(2));
                    } else {
                        own.add(new CitedTurn(row.getString(1), row.getLong(3)));
                    }
                });
        return new Origins(titles, own);
    }

    /**
     * Whether what a run was asked is forgotten of its user. Until the transaction ends nothing more is.
     *
     * @param user of the conversation
     */
    public boolean isForgotten(String tenant, String user, UUID conversation, UUID run) {
        new DecisionStore(jdbc).lock(tenant, user);
        return jdbc.sql("""
                select exists (select from memory_forgotten f join event e on e.tenant = f.tenant and e.conversation_id = :id and e.seq = f.seq and e.run_id = :run
                               where f.tenant = :tenant and f.subject = :user and f.conversation = :name)
                """).param("tenant", tenant).param("user", user).param("id", conversation).param("name", conversation.toString()).param("run", run).query(Boolean.class).single();
    }

    /** @param positions by conversation, number of the last event that was taken in; in the order of their ids, so that two who move several never wait for each other */
    public void move(String tenant, Map<UUID, Long> positions) {
        jdbc.sql("""
                insert into memory_cursor (tenant, conversation, seq)
                select :tenant, moved.conversation, moved.seq from unnest((select cast(:conversations as text[])), (select cast(:seqs as bigint[]))) as moved (conversation, seq)
                order by moved.conversation
                on conflict (tenant, conversation) do update set seq = greatest(memory_cursor.seq, excluded.seq)
                """).param("tenant", tenant).param("conversations", positions.keySet().stream().map(UUID::toString).toArray(String[]::new))
                .param("seqs", positions.values().toArray(Long[]::new)).update();
    }

    public record Behind(String tenant, UUID conversation) {}

    /** Conversations with a finished run that was not taken in, over all tenants. */
    public List<Behind> behind() {
        return jdbc.sql("""
                select c.tenant, c.id from conversation c
                left join memory_cursor m on m.tenant = c.tenant and m.conversation = c.id::text
                where c.deleted_at is null and exists (select 1 from event e where e.tenant = c.tenant and e.conversation_id = c.id and e.type = 'RunFinished'
                                                       and e.seq > coalesce(m.seq, 0))
                order by c.created_at
                """).query((row, n) -> new Behind(row.getString(1), row.getObject(2, UUID.class))).list();
    }
}
