package palimpsest.runtime.app;

import java.util.Properties;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import palimpsest.runtime.api.ApiConfiguration;
import palimpsest.runtime.api.openai.OpenAiApiConfiguration;
import palimpsest.runtime.wiring.DatabaseConfiguration;
import palimpsest.runtime.wiring.EmbeddedDatabaseConfiguration;
import palimpsest.runtime.wiring.EmbeddedDatabaseStart;
import palimpsest.runtime.wiring.HistoryConfiguration;
import palimpsest.runtime.server.McpServerConfiguration;
import palimpsest.runtime.wiring.McpToolsConfiguration;
import palimpsest.runtime.wiring.MemoryConfiguration;
import palimpsest.runtime.wiring.MetaMemoryConfiguration;
import palimpsest.runtime.wiring.PackConfiguration;
import palimpsest.runtime.server.ObservationConfiguration;
import palimpsest.runtime.server.OpenAiConfiguration;
import palimpsest.runtime.wiring.RerankerConfiguration;
import palimpsest.runtime.wiring.RetrievalConfiguration;
import palimpsest.runtime.wiring.RuntimeConfiguration;
import palimpsest.runtime.server.SecurityConfiguration;
import palimpsest.runtime.wiring.VerifyConfiguration;
import palimpsest.runtime.server.WebSecurityConfiguration;
import palimpsest.runtime.server.WebServerConfiguration;

/** The runtime as an application of its own. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
@Import({DatabaseConfiguration.class, EmbeddedDatabaseConfiguration.class, SecurityConfiguration.class, WebSecurityConfiguration.class, WebServerConfiguration.class, RuntimeConfiguration.class,
    RetrievalConfiguration.class, RerankerConfiguration.class, McpToolsConfiguration.class, MetaMemoryConfiguration.class, VerifyConfiguration.class, HistoryConfiguration.class, MemoryConfiguration.class, PackConfiguration.class, OpenAiConfiguration.class, McpServerConfiguration.class, ApiConfiguration.class,
    OpenAiApiConfiguration.class, ObservationConfiguration.class})
public class PalimpsestApplication {

    private static final String DEFAULTS = "palimpsest/application.yml";

    /** Starts this application with its own defaults, below every other source of properties. Their file has a name that Boot does not look for. */
    public static SpringApplicationBuilder builder(WebApplicationType type) {
        return new SpringApplicationBuilder(PalimpsestApplication.class).web(type).properties(defaults()).initializers(EmbeddedDatabaseStart::beforeBeans);
    }

    private static Properties defaults() {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource(DEFAULTS));
        return yaml.getObject();
    }
}
