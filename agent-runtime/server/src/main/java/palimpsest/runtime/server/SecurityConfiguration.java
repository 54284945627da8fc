package palimpsest.runtime.server;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.key.ApiKeyStore;
import palimpsest.memory.key.ApiKeys;
import palimpsest.runtime.wiring.SecurityProperties;

/** Who callers are, for the command line as well as for HTTP. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
public class SecurityConfiguration {

    @Bean
    ApiKeys apiKeys(JdbcClient jdbc, Clock clock) {
        return new ApiKeys(new ApiKeyStore(jdbc), clock);
    }
}
