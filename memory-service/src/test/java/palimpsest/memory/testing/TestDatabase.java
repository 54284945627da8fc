package palimpsest.memory.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.database.Schema;

/**
 * The real database that tests run on, migrated, one for the JVM: the server of {@code PALIMPSEST_TEST_JDBC_URL}
 * (a throw-away database: documents in it are marked deleted) or an embedded one in a temporary folder.
 * Tests keep apart by {@link #newTenant()}. As an extension it hands itself to test methods and constructors;
 * where extensions do not reach (jqwik), use {@link #shared()}.
 */
public final class TestDatabase {

    private static final String URL = "PALIMPSEST_TEST_JDBC_URL";

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
        String url = System.getenv(URL);
        if (url == null || url.isBlank()) {
            throw new IllegalStateException("set " + URL);
        }
        Schema.migrate(url, null, null);
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(1);
        var pool = new HikariDataSource(config);
        Runtime.getRuntime().addShutdownHook(new Thread(pool::close));
        var database = new TestDatabase(pool, url);
        database.jdbc().sql("update document set deleted_at = now() where deleted_at is null").update();
        return database;
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
