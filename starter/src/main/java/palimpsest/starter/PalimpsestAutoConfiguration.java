package palimpsest.starter;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import palimpsest.agent.PalimpsestAgent;
import palimpsest.runtime.wiring.BackgroundWork;

/** One dependency gives agents as beans; docs/embedding.md. */
@AutoConfiguration(afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@Import(AiServiceRegistrar.class)
public class PalimpsestAutoConfiguration {

    @Bean(destroyMethod = "close")
    RuntimeContext palimpsestRuntime(ConfigurableApplicationContext application) {
        return new RuntimeContext(application);
    }

    /** A new one at each injection. */
    @Bean
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    @ConditionalOnMissingBean
    PalimpsestAgent.Builder palimpsestAgentBuilder(RuntimeContext runtime) {
        return runtime.services().agent();
    }

    @Bean
    @ConditionalOnMissingBean
    PalimpsestAgent palimpsestAgent(PalimpsestAgent.Builder builder) {
        return builder.build();
    }

    /** Goes on with what was left unfinished once the application is complete: tools may need all of it. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> palimpsestBackgroundWork(RuntimeContext runtime) {
        return ready -> runtime.get(BackgroundWork.class).start();
    }
}
