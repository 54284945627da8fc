package palimpsest.runtime.api;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.observe.RuntimeFacts;

/** The HTTP API; only where the application serves HTTP. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Import({AgentController.class, ConversationController.class, RunController.class, DocumentController.class, SearchController.class, WindowController.class,
    LedgerController.class, StatusController.class, AgentModelController.class, ToolController.class, SaidController.class, UsageController.class,
    MetaMemoryController.class, EvolutionController.class, FeedbackController.class,
    MemoryToolController.class, NoteController.class, HistoryController.class, MemoryController.class, ProcedureController.class, KeyController.class,
    AuditController.class, Problems.class, StorableBodies.class})
public class ApiConfiguration {

    @Bean
    OpenAPI openApi(RuntimeFacts facts) {
        return new OpenAPI().info(new Info().title("Palimpsest").version(facts.version())
                .description("Agents that answer over documents and manage their own context. Errors are RFC 9457 problem details; docs/api.md lists events and problem types."));
    }

    @Bean
    ApiDescription apiDescription() {
        return new ApiDescription();
    }

    @Bean
    RecordSchemas recordSchemas() {
        return new RecordSchemas();
    }

    @Bean
    EventStream eventStream(ConversationLog conversations) {
        return new EventStream(conversations);
    }
}
