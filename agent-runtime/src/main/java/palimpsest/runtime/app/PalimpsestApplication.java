package palimpsest.runtime.app;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Import;
import palimpsest.runtime.api.ApiConfiguration;
import palimpsest.runtime.api.openai.OpenAiApiConfiguration;
import palimpsest.runtime.wiring.DatabaseConfiguration;
import palimpsest.runtime.wiring.MetaMemoryConfiguration;
import palimpsest.runtime.wiring.HistoryConfiguration;
import palimpsest.runtime.wiring.McpServerConfiguration;
import palimpsest.runtime.wiring.MemoryConfiguration;
import palimpsest.runtime.wiring.PackConfiguration;
import palimpsest.runtime.wiring.ObservationConfiguration;
import palimpsest.runtime.wiring.OpenAiConfiguration;
import palimpsest.runtime.wiring.RetrievalConfiguration;
import palimpsest.runtime.wiring.RuntimeConfiguration;
import palimpsest.runtime.wiring.SecurityConfiguration;
import palimpsest.runtime.wiring.VerifyConfiguration;
import palimpsest.runtime.wiring.WebSecurityConfiguration;
import palimpsest.runtime.wiring.WebServerConfiguration;

/** The runtime as an application of its own. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
@Import({DatabaseConfiguration.class, SecurityConfiguration.class, WebSecurityConfiguration.class, WebServerConfiguration.class, RuntimeConfiguration.class,
    RetrievalConfiguration.class, MetaMemoryConfiguration.class, VerifyConfiguration.class, HistoryConfiguration.class, MemoryConfiguration.class, PackConfiguration.class, OpenAiConfiguration.class, McpServerConfiguration.class, ApiConfiguration.class,
    OpenAiApiConfiguration.class, ObservationConfiguration.class})
public class PalimpsestApplication {}
