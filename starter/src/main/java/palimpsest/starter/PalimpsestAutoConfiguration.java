package palimpsest.starter;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Scope;
import palimpsest.agent.PalimpsestAgent;
import palimpsest.runtime.wiring.BackgroundWork;
import palimpsest.runtime.wiring.EarlyShutdown;

/** The engine and agents as beans; docs/embedding.md. The auto-configurations beside this one each bring a part of the engine. */
@AutoConfiguration(afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnBooleanProperty(name = "palimpsest.enabled", matchIfMissing = true)
@EnableConfigurationProperties(PalimpsestSwitches.class)
public class PalimpsestAutoConfiguration {

    @Bean(destroyMethod = "close")
    RuntimeContext palimpsestRuntime(ConfigurableApplicationContext application, ObjectProvider<EnginePart> parts, PalimpsestSwitches switches) {
        List<EnginePart> all = parts.orderedStream().toList();
        return new RuntimeContext(application, all, switches.beanTools().enabled());
    }

    /** Stops the engine before anything else stops: a web server that stops first would wait for requests that wait for answers. */
    @Bean
    EarlyShutdown palimpsestLifecycle(RuntimeContext runtime) {
        return new EarlyShutdown(runtime::stop);
    }

    @Bean
    @ConditionalOnMissingBean
    PalimpsestStores palimpsestStores(RuntimeContext runtime) {
        return new PalimpsestStores(runtime);
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
