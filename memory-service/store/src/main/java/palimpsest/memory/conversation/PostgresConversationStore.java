package palimpsest.memory.conversation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.note.NoteScope;

/** {@link ConversationStore} over PostgreSQL. */
public final class PostgresConversationStore implements ConversationStore {

    private static final String AGENT = "select id, tenant, name, model, context_window, max_steps, system_prompt, created_at from agent";
    /** As the index event_seen says it, to the letter. */
    private static final String SEEN = "type in ('UserSpoke', 'RunFinished', 'RunFailed', 'ApprovalRequested', 'DocumentsChanged', 'ConversationForked')";
    /** When conversation {@code c} was updated, by its own events. */
    private static final String UPDATED =
            "coalesce((select e.at from event e where e.tenant = c.tenant and e.conversation_id = c.id and e." + SEEN + " order by e.seq desc limit 1), c.created_at)";
    private static final String CONVERSATION = "select c.id, c.tenant, c.agent_id, c.title, c.created_at, " + UPDATED + " as updated_at from conversation c";

    /**
     * The newest conversations by the newest {@code read} events that a person sees, with those that were made since and have none of these events: nothing was said in them, or they
     * were imported. {@code complete} tells whether no other one can be newer. With null in place of a number all events are read.
     */
    private static final String NEWEST = """
            with read as materialized (select conversation_id as id, at from event where tenant = :tenant and %s order by at desc limit :read),
            since as (select coalesce(case when count(*) >= :read then min(at) end, '-infinity') as at from read),
            active as (select id, max(at) as at from read group by id),
            quiet as (
                select c.id, %s as at
                from conversation c
                where c.tenant = :tenant and c.deleted_at is null and c.created_at > (select at from since) and not exists (select from active a where a.id = c.id)
                order by c.created_at desc limit :limit
            )
            select c.id, c.tenant, c.agent_id, c.title, c.created_at, found.at as updated_at,
                   (select at from since) = '-infinity' or count(*) over () >= :limit and (select count(*) from quiet) < :limit as complete
            from (select id, at from active union all select id, at from quiet) found
            cross join lateral (select * from conversation c where c.tenant = :tenant and c.id = found.id and c.deleted_at is null limit 1) c
            where found.at > (select at from since)
            order by found.at desc, c.id limit :limit
            """.formatted(SEEN, UPDATED);

    /** Events that are read at first for each conversation that is listed: a question and its answer are two. */
    private static final int READ_FOR_EACH = 4;
    private static final int READ_AGAIN = 8;

    private final JdbcClient jdbc;

    public PostgresConversationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Agent createAgent(String tenant, String name, String model, Integer window, Integer maxSteps, String systemPrompt) {
        UUID id = UUID.randomUUID();
        try {
            jdbc.sql("""
                    insert into agent (id, tenant, name, model, context_window, max_steps, system_prompt)
                    values (:id, :tenant, :name, :model, :window, :maxSteps, :systemPrompt)
                    """)
                    .param("id", id).param("tenant", tenant).param("name", name).param("model", model)
                    .param("window", window).param("maxSteps", maxSteps).param("systemPrompt", systemPrompt)
                    .update();
        } catch (DuplicateKeyException e) {
            throw new DuplicateAgentException(name);
        }
        return findAgent(tenant, id).orElseThrow();
    }

    @Override
    public Optional<Agent> findAgent(String tenant, UUID id) {
        return jdbc.sql(AGENT + " where tenant = :tenant and id = :id and deleted_at is null")
                .param("tenant", tenant).param("id", id).query(PostgresConversationStore::agent).optional();
    }

    @Override
    public Agent agentNamed(String tenant, String name) {
        jdbc.sql("insert into agent (id, tenant, name) values (:id, :tenant, :name) on conflict (tenant, name) where deleted_at is null do nothing")
                .param("id", UUID.randomUUID()).param("tenant", tenant).param("name", name).update();
        return jdbc.sql(AGENT + " where tenant = :tenant and name = :name and deleted_at is null")
                .param("tenant", tenant).param("name", name).query(PostgresConversationStore::agent).single();
    }

    @Override
    public Agent changeAgent(String tenant, UUID id, String model, Integer window, Integer maxSteps, String systemPrompt) {
        jdbc.sql("""
                update agent set model = :model, context_window = :window, max_steps = :maxSteps, system_prompt = :systemPrompt
                where tenant = :tenant and id = :id and deleted_at is null
                """)
                .param("id", id).param("tenant", tenant).param("model", model)
                .param("window", window).param("maxSteps", maxSteps).param("systemPrompt", systemPrompt)
                .update();
        return findAgent(tenant, id).orElseThrow();
    }

    @Override
    public Optional<Agent> agentOf(String tenant, UUID conversationId) {
        return jdbc.sql(AGENT + " where tenant = :tenant and id = (select agent_id from conversation where tenant = :tenant and id = :conversation and deleted_at is null)")
                .param("tenant", tenant).param("conversation", conversationId).query(PostgresConversationStore::agent).optional();
    }

    @Override
    public Optional<Answering> answering(String tenant, UUID conversationId) {
        return jdbc.sql("""
                select a.id, a.tenant, a.name, a.model, a.context_window, a.max_steps, a.system_prompt, a.created_at, c.title is not null as titled,
                       exists (select from note_version n where n.tenant = c.tenant and n.scope = :ofAgent and n.owner = c.agent_id::text)
                       or exists (select from note_version n where n.tenant = c.tenant and n.scope = :ofUser and n.owner = c.user_id) as noted,
                       exists (select from meta_memory_version v where v.tenant = c.tenant) as learned
                from conversation c join agent a on a.id = c.agent_id and a.tenant = c.tenant where c.tenant = :tenant and c.id = :conversation and c.deleted_at is null
                """).param("tenant", tenant).param("conversation", conversationId)
                .param("ofAgent", NoteScope.AGENT.label()).param("ofUser", NoteScope.USER.label())
                .query((row, number) -> new Answering(agent(row, number), row.getBoolean("titled"), row.getBoolean("noted"), row.getBoolean("learned"))).optional();
    }

    @Override
    public void deleteAgent(String tenant, UUID id) {
        jdbc.sql("update agent set deleted_at = now() where tenant = :tenant and id = :id and deleted_at is null")
                .param("tenant", tenant).param("id", id).update();
    }

    @Override
    public List<Agent> agents(String tenant) {
        return jdbc.sql(AGENT + " where tenant = :tenant and deleted_at is null order by name")
                .param("tenant", tenant).query(PostgresConversationStore::agent).list();
    }

    @Override
    public Conversation createConversation(String tenant, UUID agentId, String title) {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into conversation (id, tenant, agent_id, title) values (:id, :tenant, :agentId, :title)")
                .param("id", id).param("tenant", tenant).param("agentId", agentId).param("title", title).update();
        return findConversation(tenant, id).orElseThrow();
    }

    @Override
    public void createConversation(String tenant, UUID id, UUID agentId) {
        jdbc.sql("insert into conversation (id, tenant, agent_id) values (:id, :tenant, :agentId) on conflict (id, tenant) do nothing")
                .param("id", id).param("tenant", tenant).param("agentId", agentId).update();
    }

    @Override
    public Optional<Conversation> findConversation(String tenant, UUID id) {
        return jdbc.sql(CONVERSATION + " where c.tenant = :tenant and c.id = :id and c.deleted_at is null")
                .param("tenant", tenant).param("id", id).query(PostgresConversationStore::conversation).optional();
    }

    @Override
    public List<Conversation> conversations(String tenant, int limit) {
        return newest(tenant, limit, limit * READ_FOR_EACH).or(() -> newest(tenant, limit, limit * READ_FOR_EACH * READ_AGAIN)).or(() -> newest(tenant, limit, null)).orElseThrow();
    }

    /** Empty when the newest {@code read} events don't tell. */
    private Optional<List<Conversation>> newest(String tenant, int limit, Integer read) {
        List<Listed> found = jdbc.sql(NEWEST).param("tenant", tenant).param("limit", limit).param("read", read, Types.INTEGER)
                .query((row, number) -> new Listed(conversation(row, number), row.getBoolean("complete"))).list();
        return read == null || found.stream().anyMatch(Listed::complete) ? Optional.of(found.stream().map(Listed::conversation).toList()) : Optional.empty();
    }

    @Override
    public void rename(String tenant, UUID id, String title, boolean onlyIfUntitled) {
        jdbc.sql("update conversation set title = :title where tenant = :tenant and id = :id and deleted_at is null and (title is null or not :onlyIfUntitled)")
                .param("title", title).param("tenant", tenant).param("id", id).param("onlyIfUntitled", onlyIfUntitled).update();
    }

    @Override
    public void delete(String tenant, UUID id) {
        jdbc.sql("update conversation set deleted_at = now() where tenant = :tenant and id = :id and deleted_at is null")
                .param("tenant", tenant).param("id", id).update();
    }

    @Override
    public List<Unfinished> unfinishedRuns() {
        return jdbc.sql("""
                select c.tenant, c.id from conversation c
                where c.deleted_at is null and exists (
                    select 1 from event started
                    where started.conversation_id = c.id and started.type = 'RunStarted'
                      and not exists (select 1 from event ended where ended.conversation_id = c.id and ended.seq > started.seq
                                      and ended.type in ('RunFinished', 'RunFailed')))
                order by c.created_at
                """)
                .query((row, number) -> new Unfinished(row.getString("tenant"), row.getObject("id", UUID.class))).list();
    }

    private static Agent agent(ResultSet row, int number) throws SQLException {
        return new Agent(row.getObject("id", UUID.class), row.getString("tenant"), row.getString("name"), row.getString("model"),
                row.getObject("context_window", Integer.class), row.getObject("max_steps", Integer.class), row.getString("system_prompt"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static Conversation conversation(ResultSet row, int number) throws SQLException {
        return new Conversation(row.getObject("id", UUID.class), row.getString("tenant"), row.getObject("agent_id", UUID.class),
                row.getString("title"), row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private record Listed(Conversation conversation, boolean complete) {}
}
