package palimpsest.memory.database;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings a database to the schema of this version. One that has it already is found so by two statements, and Flyway is not loaded. */
public final class Schema {

    /** Not Flyway's usual place: an application's own migrations may stand there. */
    private static final String MIGRATIONS = "palimpsest/migration";

    private Schema() {}

    /**
     * Migrates over connections of its own, one after the other.
     *
     * @throws org.flywaydb.core.api.FlywayException when the database can't be reached or a migration fails
     */
    public static void migrate(String jdbcUrl, String user, String password) {
        migrate(Flyway.configure().dataSource(jdbcUrl, user, password));
    }

    /** Migrates over a pool. Flyway holds two connections at once: a pool of one must use the other method. */
    public static void migrate(DataSource dataSource) {
        migrate(dataSource, null);
    }

    /**
     * The same into a schema, where the history of migrations stands too: beside an application's tables and migrations.
     *
     * @param schema made when it is missing; null for the connection's first
     */
    public static void migrate(DataSource dataSource, String schema) {
        if (!MigrationHistory.isCurrent(dataSource, schema, MIGRATIONS)) {
            migrate(in(schema, dataSource));
        }
    }

    /**
     * The same on a server: what is locked is locked by a transaction and not by a session, so a pooler that lends connections by the
     * transaction (PgBouncer) may stand before it.
     */
    public static void migrateServer(DataSource dataSource, String schema) {
        if (!MigrationHistory.isCurrent(dataSource, schema, MIGRATIONS)) {
            migrate(in(schema, dataSource), true);
        }
    }

    private static FluentConfiguration in(String schema, DataSource dataSource) {
        FluentConfiguration flyway = Flyway.configure().dataSource(dataSource);
        return schema == null ? flyway : flyway.defaultSchema(schema);
    }

    private static void migrate(FluentConfiguration flyway) {
        // a lock by transaction holds one open on one connection while Flyway works on another: an embedded database waits for ever
        migrate(flyway, false);
    }

    private static void migrate(FluentConfiguration flyway, boolean lockByTransaction) {
        flyway.configuration(Map.of("flyway.postgresql.transactional.lock", String.valueOf(lockByTransaction))).locations("classpath:" + MIGRATIONS);
        try {
            flyway.load().migrate();
        } catch (FlywayValidateException e) {
            // Numbers are given to branches beforehand: one that lands later may have a lower number than what ran here already.
            flyway.outOfOrder(true).load().migrate();
        }
    }
}
