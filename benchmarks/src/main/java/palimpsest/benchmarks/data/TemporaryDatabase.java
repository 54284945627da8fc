package palimpsest.benchmarks.data;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.FileSystemUtils;
import palimpsest.memory.database.OwnDatabase;
import palimpsest.memory.database.PlannerStatistics;
import palimpsest.memory.database.Schema;
import palimpsest.postgres.LocalPostgres;
import palimpsest.postgres.LocalPostgresOptions;

/** A PostgreSQL with the current schema that goes when it is closed: an embedded one in a temporary folder, or a database on a server. */
public final class TemporaryDatabase implements AutoCloseable {

    private static final int CONNECTIONS = 4;

    private final String url;
    private final Closing closing;
    private final HikariDataSource pool;

    private interface Closing {
        void close() throws Exception;
    }

    private TemporaryDatabase(String url, Closing closing, HikariDataSource pool) {
        this.url = url;
        this.closing = closing;
        this.pool = pool;
    }

    public static TemporaryDatabase start() throws IOException {
        TemporaryDatabase database = empty();
        Schema.migrate(database.url, database.pool.getUsername(), database.pool.getPassword());
        return database;
    }

    /** On the server of {@code PALIMPSEST_TEST_DATABASE_URL} when it is set: where much is stored, which an embedded one takes long for. */
    public static TemporaryDatabase startOnServerIfThere() throws IOException, SQLException {
        String server = System.getenv("PALIMPSEST_TEST_DATABASE_URL");
        if (server == null || server.isBlank()) {
            return start();
        }
        String user = System.getenv("PALIMPSEST_TEST_DATABASE_USERNAME");
        String password = System.getenv("PALIMPSEST_TEST_DATABASE_PASSWORD");
        OwnDatabase own = OwnDatabase.on(server, user, password);
        Schema.migrate(own.url(), user, password);
        return new TemporaryDatabase(own.url(), own::close, pool(own.url(), user, password));
    }

    /** Without any table. */
    public static TemporaryDatabase empty() throws IOException {
        Path folder = Files.createTempDirectory("palimpsest-bench");
        LocalPostgres postgres = LocalPostgres.start(LocalPostgresOptions.in(folder));
        return new TemporaryDatabase(postgres.jdbcUrl(), () -> {
            postgres.close();
            FileSystemUtils.deleteRecursively(folder);
        }, pool(postgres.jdbcUrl(), postgres.username(), postgres.password()));
    }

    private static HikariDataSource pool(String url, String user, String password) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(CONNECTIONS);
        return new HikariDataSource(config);
    }

    /**
     * Leaves the tables as they stand behind a runtime that was up while they were filled: what the planner knows is what the runtime's own upkeep collects
     * ({@link PlannerStatistics}), and rows are vacuumed only where something does that. A benchmark that analyses by itself measures plans that nobody gets.
     */
    public void settle(String... tables) {
        boolean vacuums = jdbc().sql("select exists (select from pg_stat_activity where backend_type = 'autovacuum launcher')").query(Boolean.class).single();
        for (String table : vacuums ? tables : new String[0]) {
            jdbc().sql("vacuum " + table).update();
        }
        PlannerStatistics.ofAll(jdbc()).collect();
    }

    /** For another process. */
    public String url() {
        return url;
    }

    public DataSource source() {
        return pool;
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(pool);
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(pool));
    }

    @Override
    public void close() {
        pool.close();
        try {
            closing.close();
        } catch (Exception e) {
            throw new IllegalStateException("The benchmark's database can't be taken away", e);
        }
    }
}
