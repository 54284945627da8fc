package palimpsest.runtime.mcp;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.langchain4j.mcp.client.transport.stdio.StdioMcpTransport;
import dev.langchain4j.service.tool.ToolExecutionResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to one server: made when it is first needed, and again after it was lost. */
final class RemoteConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RemoteConnection.class);
    private static final Duration LONGEST_START = Duration.ofSeconds(10);
    /** A server that is down is not looked for at each request to a model. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private final RemoteServer server;
    private final Clock clock;
    private McpClient client;
    private Map<String, ToolSpecification> known = Map.of();
    private Instant failedAt = Instant.MIN;

    RemoteConnection(RemoteServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    RemoteServer server() {
        return server;
    }

    /** What the server says of a tool; empty when it is down and was so far, or has no such tool. */
    synchronized Optional<ToolSpecification> specification(String tool) {
        if (client == null && failedAt.isBefore(clock.instant().minus(LOOK_AGAIN))) {
            try {
                connected();
            } catch (RuntimeException e) {
                log.warn("MCP server {} can't be reached: {}", server.name(), e.getMessage());
            }
        }
        return Optional.ofNullable(known.get(tool));
    }

    /**
     * Calls a tool.
     *
     * @throws Unreachable when the call did not get there
     * @throws ToolExecutionException or {@link ToolArgumentsException} when the tool says that it failed
     * @throws RuntimeException when the connection was lost during the call
     */
    ToolExecutionResult call(ToolExecutionRequest request) {
        McpClient open = reached();
        try {
            return open.executeTool(request);
        } catch (ToolExecutionException | ToolArgumentsException told) {
            throw told;
        } catch (RuntimeException e) {
            drop(open);
            throw e;
        }
    }

    /** The server is down. */
    static final class Unreachable extends RuntimeException {
        private Unreachable(String message) {
            super(message, null, false, false);
        }
    }

    private synchronized McpClient reached() {
        try {
            return connected();
        } catch (RuntimeException e) {
            throw new Unreachable(e.getMessage());
        }
    }

    private McpClient connected() {
        if (client == null) {
            McpClient opened = null;
            try {
                opened = open();
                known = opened.listTools().stream().collect(Collectors.toMap(ToolSpecification::name, Function.identity(), (first, second) -> first));
                client = opened;
            } catch (RuntimeException e) {
                failedAt = clock.instant();
                quietly(opened);
                throw e;
            }
        }
        return client;
    }

    private McpClient open() {
        return DefaultMcpClient.builder().key(server.name()).clientName("palimpsest").autoHealthCheck(false).transport(transport())
                .initializationTimeout(server.timeout().compareTo(LONGEST_START) < 0 ? server.timeout() : LONGEST_START)
                .toolExecutionTimeout(server.timeout())
                .toolExecutionTimeoutErrorMessage("The tool did not answer within " + server.timeout().toSeconds() + " s; whether it took effect is not known.")
                .build();
    }

    private McpTransport transport() {
        return server.url() != null
                ? StreamableHttpMcpTransport.builder().url(server.url().toString()).customHeaders(server.headers()).timeout(server.timeout()).build()
                : StdioMcpTransport.builder().command(server.command()).environment(server.environment()).build();
    }

    private synchronized void drop(McpClient lost) {
        if (client == lost) {
            client = null;
        }
        quietly(lost);
    }

    private void quietly(McpClient closed) {
        try {
            if (closed != null) {
                closed.close();
            }
        } catch (Exception e) {
            log.debug("MCP server {}: {}", server.name(), e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        quietly(client);
        client = null;
    }
}
