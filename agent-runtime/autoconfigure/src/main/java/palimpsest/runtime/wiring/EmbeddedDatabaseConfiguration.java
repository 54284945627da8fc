package palimpsest.runtime.wiring;

import com.zaxxer.hikari.HikariConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import palimpsest.memory.tenant.TenantDataSource;
import palimpsest.postgres.LocalPostgres;
import palimpsest.postgres.LocalPostgresOptions;

/** Without a URL: an embedded PostgreSQL that this process starts and watches. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PalimpsestProperties.class)
@Conditional(WithoutDatabaseUrl.class)
public class EmbeddedDatabaseConfiguration {

    /** The embedded engine does one thing at a time; a few connections let readers wait there and not here. */
    private static final int POOL = 4;

    @Bean(destroyMethod = "close")
    LocalPostgres localPostgres(PalimpsestProperties properties) {
        return LocalPostgres.start(LocalPostgresOptions.in(properties.dataDirectoryOrDefault()));
    }

    @Bean
    EmbeddedDatabase embeddedDatabase(LocalPostgres started) {
        return new EmbeddedDatabase();
    }

    @Bean(destroyMethod = "close")
    @Primary
    TenantDataSource localDataSource(LocalPostgres postgres, PalimpsestProperties properties, ApplicationContext context) {
        var config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.username());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(POOL);
        return DatabaseConfiguration.open(config, properties, DatabaseConfiguration.withoutScope(context), "The embedded PostgreSQL could not be prepared");
    }
}
