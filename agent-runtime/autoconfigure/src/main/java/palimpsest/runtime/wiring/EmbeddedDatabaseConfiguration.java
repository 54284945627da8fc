package palimpsest.runtime.wiring;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Primary;
import palimpsest.memory.tenant.TenantDataSource;

/** Without a URL: an embedded PostgreSQL that this process starts and watches. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PalimpsestProperties.class)
@Conditional(WithoutDatabaseUrl.class)
public class EmbeddedDatabaseConfiguration {

    /** Set by commands that do something beside a process that has the data directory. */
    public static final String SHARED = "palimpsest.database.shared";

    /** Unless it began before the beans were made. */
    @Bean
    @ConditionalOnMissingBean
    EmbeddedDatabaseStart embeddedDatabaseStart(PalimpsestProperties properties, ApplicationContext context) {
        return new EmbeddedDatabaseStart(properties, context);
    }

    @Bean(destroyMethod = "close")
    EmbeddedPostgres embeddedPostgres(EmbeddedDatabaseStart start) {
        return start.takePostgres();
    }

    @Bean
    EmbeddedDatabase embeddedDatabase(EmbeddedPostgres postgres) {
        return new EmbeddedDatabase(postgres.started().isPresent());
    }

    /** Closed before the database. */
    @Bean(destroyMethod = "close")
    @Primary
    @DependsOn("embeddedPostgres")
    TenantDataSource localDataSource(EmbeddedDatabaseStart start) {
        return start.takeDataSource();
    }
}
