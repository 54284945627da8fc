package palimpsest.starter;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections of the engine's own to the application's database. A run works on threads of the engine while its caller waits, and that caller
 * may hold a connection of the application's pool: if runs took theirs from the same pool, callers that hold all of it would wait for ever.
 */
final class EnginePool {

    private static final Logger log = LoggerFactory.getLogger(EnginePool.class);
    /** Of a pool that can't be copied: they are taken out of it for good. */
    private static final int SHARE = 3;

    private EnginePool() {}

    /**
     * Opens a pool whose connections search this schema first.
     *
     * @param size connections at most, null for the usual number
     */
    static HikariDataSource open(DataSource application, String schema, Integer size) throws SQLException {
        HikariDataSource hikari = hikari(application);
        var config = new HikariConfig();
        if (hikari == null) {
            fixedShare(config, application, size);
        } else {
            hikari.copyStateTo(config);
            config.setMaximumPoolSize(size == null ? Math.min(DEFAULT_SIZE, hikari.getMaximumPoolSize()) : size);
            config.setMinimumIdle(1);
        }
        config.setPoolName("palimpsest");
        config.setRegisterMbeans(false);
        // A statement outside of a transaction is one by itself.
        config.setAutoCommit(true);
        config.setReadOnly(false);
        // The engine's transactions wait for each other where they must; a stricter level would make them fail instead.
        config.setTransactionIsolation(config.getTransactionIsolation() == null ? null : "TRANSACTION_READ_COMMITTED");
        config.setLeakDetectionThreshold(0);
        config.setConnectionInitSql(initSql(hikari == null ? null : hikari.getConnectionInitSql(), schema));
        return new HikariDataSource(config);
    }

    static final int DEFAULT_SIZE = 5;

    private static HikariDataSource hikari(DataSource application) throws SQLException {
        if (application instanceof HikariDataSource hikari) {
            return hikari;
        }
        return application.isWrapperFor(HikariDataSource.class) ? application.unwrap(HikariDataSource.class) : null;
    }

    /** Of a pool of another kind, or of a DataSource that pools nothing: connections that are taken once and kept. */
    private static void fixedShare(HikariConfig config, DataSource application, Integer size) {
        int share = size == null ? SHARE : size;
        log.info("The DataSource is a {}, not a HikariDataSource: {} of its connections are kept for agents (palimpsest.database.pool-size)",
                application.getClass().getSimpleName(), share);
        config.setDataSource(application);
        config.setMaximumPoolSize(share);
        config.setMinimumIdle(share);
        config.setIdleTimeout(0);
        config.setMaxLifetime(0);
        config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
    }

    /** What the application does first, then our schema in front of the path, once: on an embedded database all connections share one session. */
    private static String initSql(String applications, String schema) {
        String ours = "select set_config('search_path', concat_ws(', ', '" + schema + "', nullif(current_setting('search_path'), '')), false) "
                + "where (string_to_array(replace(replace(current_setting('search_path'), '\"', ''), ' ', ''), ','))[1] is distinct from '" + schema + "'";
        return applications == null || applications.isBlank() ? ours : applications.strip().replaceFirst(";$", "") + "; " + ours;
    }
}
