package palimpsest.benchmarks.data;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.FileSystemUtils;
import palimpsest.memory.database.Schema;
import palimpsest.postgres.LocalPostgres;
import palimpsest.postgres.LocalPostgresOptions;

/** An embedded PostgreSQL with the current schema, in a temporary folder that goes when it is closed. */
public final class TemporaryDatabase implements AutoCloseable {

    private static final int CONNECTIONS = 4;

    private final Path folder;
    private final LocalPostgres postgres;
    private final HikariDataSource pool;

    private TemporaryDatabase(Path folder, LocalPostgres postgres, HikariDataSource pool) {
        this.folder = folder;
        this.postgres = postgres;
        this.pool = pool;
    }

    public static TemporaryDatabase start() throws IOException {
        Path folder = Files.createTempDirectory("palimpsest-bench");
        LocalPostgres postgres = LocalPostgres.start(LocalPostgresOptions.in(folder));
        Schema.migrate(postgres.jdbcUrl(), postgres.username(), postgres.password());
        var config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setMaximumPoolSize(CONNECTIONS);
        return new TemporaryDatabase(folder, postgres, new HikariDataSource(config));
    }

    /** For another process. */
    public String url() {
        return postgres.jdbcUrl();
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
        postgres.close();
        FileSystemUtils.deleteRecursively(folder.toFile());
    }
}
