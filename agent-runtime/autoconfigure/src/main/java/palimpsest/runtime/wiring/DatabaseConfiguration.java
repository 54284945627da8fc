package palimpsest.runtime.wiring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.sql.SQLException;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.web.context.WebApplicationContext;
import palimpsest.memory.database.Schema;
import palimpsest.memory.tenant.ConnectionTurns;
import palimpsest.memory.tenant.TenantDataSource;
import palimpsest.memory.tenant.TenantScope;

/** The configured database server. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PalimpsestProperties.class)
public class DatabaseConfiguration {

    private static final Duration CONNECT = Duration.ofSeconds(30);

    @Bean(destroyMethod = "close")
    @Primary
    @Conditional(WithDatabaseUrl.class)
    TenantDataSource serverDataSource(PalimpsestProperties properties, ApplicationContext context) {
        var database = properties.database();
        if (!database.url().startsWith("jdbc:postgresql:")) {
            throw new ConfigurationMistake("palimpsest.database.url must be a PostgreSQL JDBC URL such as jdbc:postgresql://localhost:5432/palimpsest.");
        }
        var config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setMaximumPoolSize(database.poolSize());
        return open(config, properties, Schema::migrateServer, withoutScope(context), "The database at " + withoutParameters(database.url()) + " can't be used");
    }

    /** With security on, work that does not say for whom it is done sees no tenant's rows; a command line is the operator's. */
    static TenantScope withoutScope(ApplicationContext context) {
        var security = Binder.get(context.getEnvironment()).bindOrCreate("palimpsest.security", SecurityProperties.class);
        return security.on() && context instanceof WebApplicationContext ? new TenantScope.Nobody() : new TenantScope.All();
    }

    /** Opens the pool and brings the schema up to date, so that nothing starts on a database that can't be worked with. */
    static TenantDataSource open(HikariConfig config, PalimpsestProperties properties, BiConsumer<DataSource, String> migration,
                                 TenantScope withoutScope, String failure) {
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
            migration.accept(dataSource, schema);
            return new TenantDataSource(dataSource, () -> withoutScope, new ConnectionTurns(config.getMaximumPoolSize(), CONNECT));
        } catch (RuntimeException | SQLException e) {
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
        message += whatToDo(message);
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static String whatToDo(String message) {
        if (message.contains("permission denied to create extension")) {
            return ". Let a superuser run \"create extension vector\" once in this database";
        }
        if (message.contains("permission denied for schema")) {
            return ". The user must own the database or the schema, or may be granted usage and create on it";
        }
        return message.contains("vector") ? ". The server needs the extension pgvector 0.7 or later" : "";
    }

    private static String withoutParameters(String url) {
        return url.replaceFirst("[?].*", "").replaceFirst("//[^/@]*@", "//");
    }
}
