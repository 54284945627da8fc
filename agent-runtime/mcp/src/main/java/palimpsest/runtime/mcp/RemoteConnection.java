package palimpsest.runtime.mcp;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.langchain4j.service.tool.ToolExecutionResult;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
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
    /** Stands for a time-out in the client's result: no server can say it by chance. */
    private final String timedOut = UUID.randomUUID().toString();
    private McpClient client;
    /** Of {@code client}; null where it is no child process. */
    private ChildProcessTransport child;
    private Map<String, ToolSpecification> known = Map.of();
    private Instant failedAt = Instant.MIN;
    /** Why it could not be reached; null once it was. */
    private String problem;

    RemoteConnection(RemoteServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    RemoteServer server() {
        return server;
    }

    /** What the server says of a tool; empty when it is down and was so far, or has no such tool. */
    synchronized Optional<ToolSpecification> specification(String tool) {
        forgetEnded();
        if (client == null && failedAt.isBefore(clock.instant().minus(LOOK_AGAIN))) {
            try {
                connected();
            } catch (RuntimeException e) {
                log.warn("MCP server {} can't be reached: {}", server.name(), e.getMessage());
            }
        }
        return Optional.ofNullable(known.get(tool));
    }

    /** Looks for the server now, however lately it was looked for in vain. */
    synchronized void look() {
        forgetEnded();
        try {
            connected();
        } catch (RuntimeException e) {
            log.warn("MCP server {} can't be reached: {}", server.name(), e.getMessage());
        }
    }

    synchronized RemoteServerState.State state() {
        forgetEnded();
        return client != null ? RemoteServerState.State.CONNECTED : problem != null ? RemoteServerState.State.UNREACHABLE : RemoteServerState.State.NOT_CONNECTED;
    }

    /** Why the server could not be reached. */
    synchronized Optional<String> problem() {
        return client == null ? Optional.ofNullable(problem) : Optional.empty();
    }

    /** What the server last said of its tools; empty when it was never reached. */
    synchronized Map<String, ToolSpecification> known() {
        return Map.copyOf(known);
    }

    /**
     * Calls a tool.
     *
     * @throws Unreachable when the call did not get there
     * @throws TimedOut when no answer came in time; the connection stays
     * @throws ToolExecutionException or {@link ToolArgumentsException} when the tool says that it failed
     * @throws RuntimeException when the connection was lost during the call
     */
    ToolExecutionResult call(ToolExecutionRequest request) {
        McpClient open = reached();
        try {
            ToolExecutionResult result = open.executeTool(request);
            if (timedOut.equals(result.resultText())) {
                throw new TimedOut(server.timeout());
            }
            return result;
        } catch (ToolExecutionException told) {
            if (!(told.getCause() instanceof WatchedTransport.Lost lost)) {
                throw told;
            }
            if (lost.getCause() instanceof HttpTimeoutException) {
                throw new TimedOut(server.timeout());
            }
            log.warn("MCP server {}: the connection was lost during a call of {}: {}", server.name(), request.name(), lost.getMessage());
            drop(open);
            throw lost;
        }
    }

    /** The server is down. */
    static final class Unreachable extends RuntimeException {
        private Unreachable(String message) {
            super(message, null, false, false);
        }
    }

    /** The server gave no answer in time. */
    static final class TimedOut extends RuntimeException {
        private TimedOut(Duration timeout) {
            super("did not answer within " + (timeout.toSeconds() > 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms"), null, false, false);
        }
    }

    /** A server that ended is started again by the next call; a request to a model does so only after a while, lest it start at each. */
    private void forgetEnded() {
        if (child != null && child.ended()) {
            log.warn("MCP server {} ended; the next call starts it again", server.name());
            failedAt = clock.instant();
            problem = "The program ended.";
            drop(client);
        }
    }

    private synchronized McpClient reached() {
        forgetEnded();
        try {
            return connected();
        } catch (RuntimeException e) {
            throw new Unreachable(e.getMessage());
        }
    }

    private McpClient connected() {
        if (client == null) {
            McpTransport transport = transport();
            McpClient opened = null;
            try {
                opened = open(transport);
                known = opened.listTools().stream().collect(Collectors.toMap(ToolSpecification::name, Function.identity(), (first, second) -> first));
                client = opened;
                problem = null;
                child = transport instanceof ChildProcessTransport process ? process : null;
            } catch (RuntimeException e) {
                failedAt = clock.instant();
                problem = told(e);
                quietly(opened == null ? transport : opened);
                throw e;
            }
        }
        return client;
    }

    /** What a person is told of a failure: what lies at its ground, without names of classes. */
    private static String told(Throwable failure) {
        Throwable ground = failure;
        for (Throwable each = failure; each != null; each = each.getCause() == each ? null : each.getCause()) {
            switch (each) {
                case ConnectException refused -> {
                    return "Nothing answers at its address: start the server, or correct its url.";
                }
                case UnresolvedAddressException unknown -> {
                    return "Its host is not known: correct its url.";
                }
                case HttpTimeoutException late -> {
                    return "It did not answer in time.";
                }
                case TimeoutException late -> {
                    return "It did not answer in time.";
                }
                default -> ground = each;
            }
        }
        return ground.getMessage() == null || ground.getMessage().isBlank() ? "It can't be used (" + ground.getClass().getSimpleName() + ")." : ground.getMessage();
    }

    private McpClient open(McpTransport transport) {
        return DefaultMcpClient.builder().key(server.name()).clientName("palimpsest").autoHealthCheck(false).transport(new WatchedTransport(transport))
                .initializationTimeout(server.timeout().compareTo(LONGEST_START) < 0 ? server.timeout() : LONGEST_START)
                .toolExecutionTimeout(server.timeout()).toolExecutionTimeoutErrorMessage(timedOut)
                .toolResultExtractor(new ContentText())
                .build();
    }

    private McpTransport transport() {
        return server.url() != null
                ? StreamableHttpMcpTransport.builder().url(server.url().toString()).customHeaders(server.headers()).timeout(server.timeout()).build()
                : new ChildProcessTransport(server);
    }

    private synchronized void drop(McpClient lost) {
        if (client == lost) {
            client = null;
            child = null;
        }
        quietly(lost);
    }

    private void quietly(AutoCloseable closed) {
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
        drop(client);
    }
}
