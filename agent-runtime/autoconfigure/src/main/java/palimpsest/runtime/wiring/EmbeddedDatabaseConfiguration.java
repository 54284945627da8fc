package palimpsest.runtime.wiring;

import com.zaxxer.hikari.HikariConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import palimpsest.memory.tenant.TenantDataSource;

/** Without a URL: an embedded PostgreSQL that this process starts and watches. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PalimpsestProperties.class)
@Conditional(WithoutDatabaseUrl.class)
public class EmbeddedDatabaseConfiguration {

    /** The embedded engine does one thing at a time; a few connections let readers wait there and not here. */
    private static final int POOL = 4;
    /** Set by commands that do something beside a process that has the data directory. */
    public static final String SHARED = "palimpsest.database.shared";

    @Bean(destroyMethod = "close")
    EmbeddedPostgres embeddedPostgres(PalimpsestProperties properties, Environment environment) {
        return EmbeddedPostgres.open(properties.dataDirectoryOrDefault(), environment.getProperty(SHARED, Boolean.class, false));
    }

    @Bean
    EmbeddedDatabase embeddedDatabase(EmbeddedPostgres postgres) {
        return new EmbeddedDatabase(postgres.started().isPresent());
    }

    @Bean(destroyMethod = "close")
    @Primary
    TenantDataSource localDataSource(EmbeddedPostgres postgres, PalimpsestProperties properties, ApplicationContext context) {
        var config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setMaximumPoolSize(POOL);
        return DatabaseConfiguration.open(config, properties, DatabaseConfiguration.withoutScope(context), "The embedded PostgreSQL could not be prepared");
    }
}
