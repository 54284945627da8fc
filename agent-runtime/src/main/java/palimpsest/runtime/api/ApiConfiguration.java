package palimpsest.runtime.api;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import palimpsest.runtime.event.ConversationLog;

/** The HTTP API; only where the application serves HTTP. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Import({AgentController.class, ConversationController.class, DocumentController.class, WindowController.class, StatusController.class, Problems.class})
public class ApiConfiguration {

    @Bean(destroyMethod = "close")
    EventStream eventStream(ConversationLog conversations) {
        return new EventStream(conversations);
    }
}
