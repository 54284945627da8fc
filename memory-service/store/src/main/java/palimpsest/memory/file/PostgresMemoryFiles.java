package palimpsest.memory.file;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link MemoryFiles} over PostgreSQL. The commands of one owner run one after the other, each in a transaction of its own. */
public final class PostgresMemoryFiles implements MemoryFiles {

    private static final String CURRENT = """
            select * from (select distinct on (path) path, content from memory_file_version where tenant = :tenant and owner = :owner
                           order by path, version desc) current
            where content is not null
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final MemoryCommands commands;

    public PostgresMemoryFiles(JdbcClient jdbc, TransactionTemplate transaction, Limits limits) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.commands = new MemoryCommands(limits);
    }

    @Override
    public Reply execute(String tenant, String owner, MemoryCommand command, Optional<String> callKey) {
        return transaction.execute(status -> {
            // Held until the transaction ends: two commands of one owner never decide on the same state.
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:files, 0))").param("files", tenant + "\n" + owner).query((row, n) -> true).single();
            Optional<Reply> answered = callKey.flatMap(key -> answered(tenant, owner, key));
            return answered.orElseGet(() -> {
                Reply reply = run(tenant, owner, command);
                callKey.ifPresent(key -> remember(tenant, owner, key, reply));
                return reply;
            });
        });
    }

    private Reply run(String tenant, String owner, MemoryCommand command) {
        try {
            return new Reply(commands.run(command, new Tree(tenant, owner, command.name())), false);
        } catch (InvalidMemoryCommand e) {
            return new Reply(e.getMessage(), true);
        }
    }

    private Optional<Reply> answered(String tenant, String owner, String key) {
        return jdbc.sql("select reply, error from memory_file_command where tenant = :tenant and owner = :owner and call_key = :key")
                .param("tenant", tenant).param("owner", owner).param("key", key)
                .query((row, n) -> new Reply(row.getString("reply"), row.getBoolean("error"))).optional();
    }

    private void remember(String tenant, String owner, String key, Reply reply) {
        jdbc.sql("insert into memory_file_command (tenant, owner, call_key, reply, error) values (:tenant, :owner, :key, :reply, :error)")
                .param("tenant", tenant).param("owner", owner).param("key", key).param("reply", reply.text()).param("error", reply.error()).update();
    }

    @Override
    public List<Version> versions(String tenant, String owner, MemoryPath path) {
        return jdbc.sql("""
                select version, content, command, created_at from memory_file_version
                where tenant = :tenant and owner = :owner and path = :path order by version desc
                """)
                .param("tenant", tenant).param("owner", owner).param("path", path.text())
                .query((row, n) -> new Version(row.getInt("version"), row.getString("content"), row.getString("command"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    @Override
    public List<Listed> list(String tenant, String owner) {
        return jdbc.sql("""
                select distinct on (path) path, version, char_length(content) as characters, command, created_at from memory_file_version
                where tenant = :tenant and owner = :owner order by path, version desc
                """)
                .param("tenant", tenant).param("owner", owner)
                .query((row, n) -> new Listed(row.getString("path"), row.getInt("version"), row.getObject("characters", Integer.class), row.getString("command"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    @Override
    public List<String> owners(String tenant) {
        return jdbc.sql("select distinct owner from memory_file_version where tenant = :tenant order by owner").param("tenant", tenant).query(String.class).list();
    }

    /** One owner's files in the transaction of a command. */
    private final class Tree implements MemoryFileTree {

        private final String tenant;
        private final String owner;
        private final String command;

        Tree(String tenant, String owner, String command) {
            this.tenant = tenant;
            this.owner = owner;
            this.command = command;
        }

        @Override
        public Optional<String> content(MemoryPath path) {
            return jdbc.sql(CURRENT + " and path = :path").param("tenant", tenant).param("owner", owner).param("path", path.text())
                    .query((row, n) -> row.getString("content")).optional();
        }

        @Override
        public List<Entry> all() {
            return jdbc.sql("select path, octet_length(content) as bytes from (" + CURRENT + ") files").param("tenant", tenant).param("owner", owner)
                    .query((row, n) -> new Entry(row.getString("path"), row.getLong("bytes"))).list();
        }

        @Override
        public void write(MemoryPath path, String content) {
            append(path, content);
        }

        @Override
        public void remove(MemoryPath path) {
            append(path, null);
        }

        private void append(MemoryPath path, String content) {
            jdbc.sql("""
                    insert into memory_file_version (tenant, owner, path, version, content, command)
                    select :tenant, :owner, :path, coalesce(max(version), 0) + 1, :content, :command from memory_file_version
                    where tenant = :tenant and owner = :owner and path = :path
                    returning version
                    """)
                    .param("tenant", tenant).param("owner", owner).param("path", path.text()).param("content", content).param("command", command)
                    .query(Integer.class).single();
        }
    }
}
