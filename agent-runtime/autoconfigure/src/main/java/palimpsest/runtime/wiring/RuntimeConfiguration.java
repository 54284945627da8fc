package palimpsest.runtime.wiring;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.observe.RuntimeFacts;

/** Builds the runtime from its plain parts. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PalimpsestProperties.class)
@Import({StorageConfiguration.class, ModelConfiguration.class, ToolConfiguration.class, RunConfiguration.class, ConversationConfiguration.class})
public class RuntimeConfiguration {

    /** The model that is there without any configuration. */
    public static final String EXTRACTIVE = "extractive";

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Unless security says otherwise. */
    @Bean
    @ConditionalOnMissingBean
    Tenancy tenancy(PalimpsestProperties properties) {
        return properties::tenant;
    }

    @Bean
    RuntimeFacts runtimeFacts(ObjectProvider<EmbeddedDatabase> embedded) {
        EmbeddedDatabase database = embedded.getIfAvailable();
        return new RuntimeFacts(Version.current(), database != null, database != null && database.own());
    }
}
