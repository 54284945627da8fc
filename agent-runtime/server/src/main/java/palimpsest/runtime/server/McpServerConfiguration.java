package palimpsest.runtime.server;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.ServerTransportSecurityValidator;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.runtime.caller.CallerPlaces;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.loop.WorkspaceTools;
import palimpsest.runtime.mcp.DocumentTools;
import palimpsest.runtime.mcp.McpCaller;
import palimpsest.runtime.mcp.McpJson;
import palimpsest.runtime.mcp.McpRequestFilter;
import palimpsest.runtime.mcp.McpToolbox;
import palimpsest.runtime.mcp.MemoryTools;
import palimpsest.runtime.mcp.Workspaces;
import palimpsest.runtime.past.Past;
import palimpsest.runtime.wiring.EarlyShutdown;
import palimpsest.runtime.wiring.McpProperties;
import palimpsest.runtime.wiring.Version;
import palimpsest.tools.ContextTools;

/** The MCP server: what it offers, and its endpoint {@code /mcp} where the application serves HTTP. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(McpProperties.class)
public class McpServerConfiguration {

    private static final String ENDPOINT = "/mcp";
    private static final String WORKSPACE = "X-Palimpsest-Conversation";

    @Bean
    Workspaces mcpWorkspaces(Conversations conversations, Agents agents, ConversationDocuments documents, CallerPlaces places) {
        return new Workspaces(conversations, agents, documents, places);
    }

    @Bean
    McpToolbox mcpToolbox(ConversationLog log, ConversationStates states, ContextTools tools, DocumentStore documents, Past past, Workspaces workspaces,
                          Ingestion ingestion, PassageSearch search, EmbeddingService embeddings, LongTermMemory memory, Clock clock) {
        return new McpToolbox(new WorkspaceTools(log, states, tools, documents, past), workspaces,
                new DocumentTools(workspaces, documents, ingestion, search, embeddings::wake), new MemoryTools(memory, clock), Version.current());
    }

    /** Only where HTTP is served. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnProperty(name = "palimpsest.mcp.server.enabled", matchIfMissing = true)
    static class Http {

        @Bean
        HttpServletStreamableServerTransportProvider mcpTransport(Tenancy tenancy, McpProperties properties) {
            return HttpServletStreamableServerTransportProvider.builder()
                    .jsonMapper(new McpJson()).mcpEndpoint(ENDPOINT)
                    .contextExtractor(request -> context(request, tenancy))
                    .maxRequestSize(most(properties))
                    // OwnMachine or the callers' proof stands before it, as before every other endpoint.
                    .securityValidator(ServerTransportSecurityValidator.NOOP)
                    .build();
        }

        private static int most(McpProperties properties) {
            return (int) Math.min(properties.server().maxRequestSize().toBytes(), Integer.MAX_VALUE);
        }

        /** After security's filters: whoever is turned away there has no part in the protocol. */
        @Bean
        FilterRegistrationBean<McpRequestFilter> mcpRequests(McpProperties properties) {
            var registration = new FilterRegistrationBean<>(new McpRequestFilter(new McpJson(), most(properties)));
            registration.addUrlPatterns(ENDPOINT);
            registration.setAsyncSupported(true);
            registration.setOrder(Ordered.LOWEST_PRECEDENCE);
            return registration;
        }

        private static McpTransportContext context(HttpServletRequest request, Tenancy tenancy) {
            Map<String, Object> context = new LinkedHashMap<>();
            context.put("tenant", tenancy.current());
            tenancy.user().ifPresent(user -> context.put("user", user));
            context.put("administers", tenancy.administers());
            String workspace = request.getHeader(WORKSPACE);
            if (workspace != null) {
                context.put("workspace", workspace);
            }
            return McpTransportContext.create(context);
        }

        @Bean
        ServletRegistrationBean<HttpServletStreamableServerTransportProvider> mcpServlet(HttpServletStreamableServerTransportProvider transport) {
            var registration = new ServletRegistrationBean<>(transport, ENDPOINT);
            registration.setAsyncSupported(true);
            registration.setLoadOnStartup(1);
            return registration;
        }

        @Bean(destroyMethod = "close")
        McpSyncServer mcpServer(McpToolbox toolbox, HttpServletStreamableServerTransportProvider transport) {
            return toolbox.serve(McpServer.sync(transport), Http::caller);
        }

        private static McpCaller caller(McpSyncServerExchange exchange) {
            McpTransportContext context = exchange.transportContext();
            return new McpCaller((String) context.get("tenant"), (String) context.get("user"), Boolean.TRUE.equals(context.get("administers")), (String) context.get("workspace"));
        }

        /** Open streams end first: the web server waits for requests in progress. */
        @Bean
        EarlyShutdown mcpStreams(HttpServletStreamableServerTransportProvider transport) {
            return new EarlyShutdown(() -> transport.closeGracefully().block());
        }
    }
}
