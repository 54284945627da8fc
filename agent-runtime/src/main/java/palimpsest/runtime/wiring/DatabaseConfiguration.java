package palimpsest.runtime.wiring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import palimpsest.memory.database.Schema;
import palimpsest.postgres.LocalPostgres;
import palimpsest.postgres.LocalPostgresOptions;

/** The database: the configured server, or an embedded PostgreSQL that this process starts and watches. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PalimpsestProperties.class)
public class DatabaseConfiguration {

    /** The embedded engine does one thing at a time; a few connections let readers wait there and not here. */
    private static final int EMBEDDED_POOL = 4;
    private static final Duration CONNECT = Duration.ofSeconds(30);

    /** Only without a URL. */
    @Bean(destroyMethod = "close")
    @Conditional(WithoutDatabaseUrl.class)
    LocalPostgres localPostgres(PalimpsestProperties properties) {
        return LocalPostgres.start(LocalPostgresOptions.in(properties.dataDirectoryOrDefault()));
    }

    @Bean(destroyMethod = "close")
    @Primary
    @Conditional(WithoutDatabaseUrl.class)
    HikariDataSource localDataSource(LocalPostgres postgres, PalimpsestProperties properties) {
        var config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.username());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(EMBEDDED_POOL);
        return open(config, properties, "The embedded PostgreSQL could not be prepared");
    }

    @Bean(destroyMethod = "close")
    @Primary
    @Conditional(WithDatabaseUrl.class)
    HikariDataSource serverDataSource(PalimpsestProperties properties) {
        var database = properties.database();
        if (!database.url().startsWith("jdbc:postgresql:")) {
            throw new ConfigurationMistake("palimpsest.database.url must be a PostgreSQL JDBC URL such as jdbc:postgresql://localhost:5432/palimpsest.");
        }
        var config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setMaximumPoolSize(database.poolSize());
        return open(config, properties, "The database at " + withoutParameters(database.url()) + " can't be used");
    }

    /** Opens the pool and brings the schema up to date, so that nothing starts on a database that can't be worked with. */
    private static HikariDataSource open(HikariConfig config, PalimpsestProperties properties, String failure) {
        String schema = properties.database().checkedSchema();
        if (schema != null) {
            // pgvector's types may stand in another schema
            config.addDataSourceProperty("currentSchema", schema + ",public");
        }
        config.setPoolName("palimpsest");
        config.setConnectionTimeout(CONNECT.toMillis());
        // A first connection is tried once: a wrong URL is told at once, not after the timeout.
        config.setInitializationFailTimeout(1);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        HikariDataSource dataSource = null;
        try {
            dataSource = new HikariDataSource(config);
            Schema.migrate(dataSource, schema);
            return dataSource;
        } catch (RuntimeException e) {
            if (dataSource != null) {
                dataSource.close();
            }
            throw new DatabaseUnavailable(failure + ": " + reason(e) + ".", e);
        }
    }

    private static String reason(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage()).strip().lines().findFirst().orElse("unknown");
        if (message.contains("vector")) {
            message += " (the server needs the extension pgvector 0.7 or later, and the user the right to create it)";
        }
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static String withoutParameters(String url) {
        return url.replaceFirst("[?].*", "").replaceFirst("//[^/@]*@", "//");
    }
}
