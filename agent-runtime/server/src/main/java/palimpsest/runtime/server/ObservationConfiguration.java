package palimpsest.runtime.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationFilter;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.health.DataSourceHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import palimpsest.postgres.LocalPostgres;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.ModelCircuit;
import palimpsest.runtime.observe.RunMeters;
import palimpsest.runtime.wiring.EmbeddedPostgres;
import palimpsest.runtime.wiring.WithoutDatabaseUrl;

/** What an operator watches the runtime by (docs/operations.md, Watching it). Nothing here calls a provider. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
public class ObservationConfiguration {

    @Bean
    HealthIndicator databaseHealthIndicator(DataSource dataSource) {
        return new DataSourceHealthIndicator(dataSource);
    }

    /** By the default model's circuit: what runs met, not a call of its own. */
    @Bean
    HealthIndicator modelHealthIndicator(ModelCatalog models) {
        return () -> modelHealth(models.defaultModel());
    }

    @Bean
    @Conditional(WithoutDatabaseUrl.class)
    HealthIndicator embeddedPostgresHealthIndicator(EmbeddedPostgres postgres) {
        return () -> postgres.started().map(ObservationConfiguration::embeddedHealth).orElseGet(() -> Health.up().build());
    }

    @Bean
    RunMeters runMeters(MeterRegistry registry) {
        return new MicrometerRunMeters(registry);
    }

    /** A path may hold the key of a note or the name of a file; its template stays. */
    @Bean
    ObservationFilter withoutPaths() {
        return context -> context.removeHighCardinalityKeyValue("http.url");
    }

    static Health modelHealth(AgentModel model) {
        var health = Health.up().withDetail("model", model.name()).withDetail("provider", model.provider());
        if (model.chatModel() instanceof ModelCircuit circuit) {
            circuit.lastFailure().ifPresent(kind -> health.withDetail("lastFailure", kind.name()));
            if (circuit.open()) {
                health.down();
            }
        }
        return health.build();
    }

    private static Health embeddedHealth(LocalPostgres postgres) {
        var health = (postgres.isRunning() ? Health.up() : Health.down()).withDetail("pid", postgres.pid()).withDetail("restarts", postgres.restarts());
        postgres.failure().ifPresent(reason -> health.withDetail("failure", reason));
        return health.build();
    }
}
