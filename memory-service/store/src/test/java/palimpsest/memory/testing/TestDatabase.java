package palimpsest.memory.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.FileSystemUtils;
import palimpsest.memory.database.Schema;
import palimpsest.postgres.LocalPostgres;
import palimpsest.postgres.LocalPostgresOptions;

/**
 * The real database that tests run on, migrated, one for the JVM: a database of its own on the {@link TestServer} when
 * one is configured, or else an embedded one in a temporary folder. Either is gone when the JVM ends.
 * Tests keep apart by {@link #newTenant()}. As an extension it hands itself to test methods and constructors;
 * where extensions do not reach (jqwik), use {@link #shared()}.
 */
public final class TestDatabase {

    private final DataSource dataSource;
    private final String jdbcUrl;

    private TestDatabase(DataSource dataSource, String jdbcUrl) {
        this.dataSource = dataSource;
        this.jdbcUrl = jdbcUrl;
    }

    /** Resolves parameters of type {@link TestDatabase}. */
    public static final class Injected implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestDatabase.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return shared();
        }
    }

    private static final class Holder {
        static final TestDatabase DATABASE = start();
    }

    public static TestDatabase shared() {
        return Holder.DATABASE;
    }

    private static TestDatabase start() {
        String url = TestServer.configured().map(server -> server.database("memory")).orElseGet(TestDatabase::embedded);
        Schema.migrate(url, null, null);
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        var pool = new HikariDataSource(config);
        Runtime.getRuntime().addShutdownHook(new Thread(pool::close));
        return new TestDatabase(pool, url);
    }

    private static String embedded() {
        try {
            Path folder = Files.createTempDirectory("palimpsest-test-postgres");
            LocalPostgres postgres = LocalPostgres.start(LocalPostgresOptions.in(folder));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                postgres.close();
                FileSystemUtils.deleteRecursively(folder.toFile());
            }));
            return postgres.jdbcUrl();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public String jdbcUrl() {
        return jdbcUrl;
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource);
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /** A tenant that nobody else uses. */
    public String newTenant() {
        return "tenant-" + UUID.randomUUID();
    }
}
