package palimpsest.memory.note;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.note.NoteVersion.Origin;

/** {@link NoteStore} over PostgreSQL. The primary key decides between two writers. */
public final class PostgresNoteStore implements NoteStore {

    private static final String COLUMNS = "scope, owner, key, version, summary, content, author, conversation_id, seq, msg_id, run_id, at";
    private static final String OF_NOTE = " from note_version where tenant = :tenant and scope = :scope and owner = :owner and key = :key order by version";

    private final JdbcClient jdbc;

    public PostgresNoteStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean inTable() {
        return true;
    }

    @Override
    public Optional<NoteVersion> latest(String tenant, NoteOwner owner, String key) {
        return ofNote("select " + COLUMNS + OF_NOTE + " desc limit 1", tenant, owner, key).query(PostgresNoteStore::version).optional();
    }

    @Override
    public List<NoteVersion> notes(String tenant, NoteOwner owner) {
        return jdbc.sql("select * from (select distinct on (key) " + COLUMNS + """
                 from note_version where tenant = :tenant and scope = :scope and owner = :owner order by key, version desc) latest
                where content is not null order by key
                """)
                .param("tenant", tenant).param("scope", owner.scope().label()).param("owner", owner.id())
                .query(PostgresNoteStore::version).list();
    }

    @Override
    public List<NoteVersion> shared(String tenant, UUID conversationId) {
        return jdbc.sql("select latest.* from conversation c cross join lateral (values (1, :agent, c.agent_id::text), (2, :user, c.user_id)) as o (place, scope, owner) "
                + "cross join lateral (select distinct on (key) " + COLUMNS + """
                 from note_version n where n.tenant = c.tenant and n.scope = o.scope and n.owner = o.owner order by key, version desc) latest
                where c.tenant = :tenant and c.id = :id and latest.content is not null order by o.place, latest.key
                """)
                .param("tenant", tenant).param("id", conversationId).param("agent", NoteScope.AGENT.label()).param("user", NoteScope.USER.label())
                .query(PostgresNoteStore::version).list();
    }

    @Override
    public List<NoteHolding> holdings(String tenant) {
        return jdbc.sql("""
                select scope, owner, count(*) as notes, max(at) as at
                from (select distinct on (scope, owner, key) scope, owner, content, at from note_version
                      where tenant = :tenant order by scope, owner, key, version desc) latest
                where content is not null group by scope, owner order by scope, owner
                """)
                .param("tenant", tenant)
                .query((row, number) -> new NoteHolding(new NoteOwner(NoteScope.of(row.getString("scope")), row.getString("owner")), row.getInt("notes"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list();
    }

    @Override
    public List<NoteVersion> versions(String tenant, NoteOwner owner, String key) {
        return ofNote("select " + COLUMNS + OF_NOTE, tenant, owner, key).query(PostgresNoteStore::version).list();
    }

    @Override
    public NoteVersion append(String tenant, NoteOwner owner, String key, int baseVersion, String summary, String content, Origin origin) {
        int current = latest(tenant, owner, key).map(NoteVersion::version).orElse(0);
        if (current != baseVersion) {
            throw new NoteChangedException(new NoteAddress(owner.scope(), key), baseVersion, current);
        }
        try {
            return insert(tenant, owner, key, baseVersion + 1, summary, content, origin);
        } catch (DuplicateKeyException e) {
            // Another writer's version was committed between the two statements.
            throw new NoteChangedException(new NoteAddress(owner.scope(), key), baseVersion, baseVersion + 1);
        }
    }

    private NoteVersion insert(String tenant, NoteOwner owner, String key, int version, String summary, String content, Origin origin) {
        return jdbc.sql("""
                insert into note_version (tenant, scope, owner, key, version, summary, content, author, conversation_id, seq, msg_id, run_id)
                values (:tenant, :scope, :owner, :key, :version, :summary, :content, :author, cast(:conversation as uuid), cast(:seq as bigint),
                        cast(:msg as integer), cast(:run as uuid))
                returning\s""" + COLUMNS)
                .param("tenant", tenant).param("scope", owner.scope().label()).param("owner", owner.id()).param("key", key)
                .param("version", version).param("summary", summary).param("content", content).param("author", origin.author())
                .param("conversation", origin.conversationId()).param("seq", origin.seq()).param("msg", origin.msgId()).param("run", origin.runId())
                .query(PostgresNoteStore::version).single();
    }

    @Override
    public int erase(String tenant, NoteOwner owner) {
        return jdbc.sql("""
                with gone as (delete from note_version where tenant = :tenant and scope = :scope and owner = :owner returning key)
                select count(distinct key) from gone
                """).param("tenant", tenant).param("scope", owner.scope().label()).param("owner", owner.id()).query(Integer.class).single();
    }

    @Override
    public List<NoteOwner> owners(String tenant, UUID conversationId) {
        return jdbc.sql("select agent_id, user_id from conversation where tenant = :tenant and id = :id")
                .param("tenant", tenant).param("id", conversationId)
                .query((row, number) -> List.of(new NoteOwner(NoteScope.AGENT, row.getString("agent_id")), new NoteOwner(NoteScope.USER, row.getString("user_id"))))
                .optional().orElseThrow(() -> new NoSuchElementException("no conversation " + conversationId));
    }

    @Override
    public void assignUser(String tenant, UUID conversationId, String userId) {
        jdbc.sql("update conversation set user_id = :user where tenant = :tenant and id = :id")
                .param("user", userId).param("tenant", tenant).param("id", conversationId).update();
    }

    private JdbcClient.StatementSpec ofNote(String sql, String tenant, NoteOwner owner, String key) {
        return jdbc.sql(sql).param("tenant", tenant).param("scope", owner.scope().label()).param("owner", owner.id()).param("key", key);
    }

    private static NoteVersion version(ResultSet row, int number) throws SQLException {
        var origin = new Origin(row.getString("author"), row.getObject("conversation_id", UUID.class), row.getObject("seq", Long.class),
                row.getObject("msg_id", Integer.class), row.getObject("run_id", UUID.class));
        return new NoteVersion(new NoteOwner(NoteScope.of(row.getString("scope")), row.getString("owner")), row.getString("key"), row.getInt("version"),
                row.getString("summary"), row.getString("content"), origin, row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
