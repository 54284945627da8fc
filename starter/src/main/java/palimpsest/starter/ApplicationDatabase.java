package palimpsest.starter;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import palimpsest.memory.database.Schema;
import palimpsest.memory.tenant.ConnectionTurns;
import palimpsest.memory.tenant.TenantDataSource;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.wiring.ConfigurationMistake;
import palimpsest.runtime.wiring.PalimpsestProperties;

/** The application's database, with our tables in a schema of their own. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PalimpsestProperties.class)
class ApplicationDatabase {

    private static final String USUAL_SCHEMA = "palimpsest";
    /** Of runs, which nobody waits for with a connection in hand; the application's own time-out may be as short as a request's. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Bean(destroyMethod = "close")
    @Primary
    TenantDataSource palimpsestDataSource(ApplicationContext context, PalimpsestProperties properties) throws SQLException {
        BeanFactory application = context.getParent();
        DataSource dataSource = application.getBeanProvider(DataSource.class).getIfUnique();
        if (dataSource == null) {
            throw new ConfigurationMistake("The application has several DataSources: mark the one that Palimpsest shall use as @Primary, "
                    + "or give it a database of its own by palimpsest.database.url.");
        }
        try (var connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!product.equals("PostgreSQL")) {
                throw new ConfigurationMistake("The application's DataSource is " + product + ", and Palimpsest needs PostgreSQL 15 or later with pgvector: "
                        + "give it a database of its own by palimpsest.database.url.");
            }
        }
        String schema = properties.database().checkedSchema() == null ? USUAL_SCHEMA : properties.database().schema();
        Schema.migrate(dataSource, schema);
        Integer size = Binder.get(context.getEnvironment()).bind("palimpsest.database.pool-size", Integer.class).orElse(null);
        HikariDataSource pool = EnginePool.open(dataSource, schema, size);
        return new TenantDataSource(pool, withoutScope(application.getBeanProvider(Tenancy.class).getIfUnique()),
                new ConnectionTurns(pool.getMaximumPoolSize(), PATIENCE));
    }

    /** What a thread sees that does not say for whom it works: its caller's rows where the application tells tenants apart, and nobody's without a caller. */
    private static Supplier<TenantScope> withoutScope(Tenancy tenancy) {
        return tenancy == null ? TenantScope.All::new : () -> {
            try {
                String tenant = tenancy.current();
                return tenant == null || tenant.isBlank() ? new TenantScope.Nobody() : new TenantScope.One(tenant);
            } catch (RuntimeException nobodyAsks) {
                return new TenantScope.Nobody();
            }
        };
    }
}
