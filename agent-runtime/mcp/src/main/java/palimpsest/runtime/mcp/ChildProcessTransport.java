package palimpsest.runtime.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpClientMessage;
import dev.langchain4j.mcp.protocol.McpInitializationNotification;
import dev.langchain4j.mcp.protocol.McpInitializeRequest;
import dev.langchain4j.mcp.transport.stdio.JsonRpcIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server in a child process, over its standard input and output. The transport of LangChain4j reads and writes pipes on the
 * caller's and on virtual threads, which holds their carriers, and hands on the whole environment: here pipes are for platform
 * threads, the environment is cut down, and the process's end is noticed at once.
 */
final class ChildProcessTransport implements McpTransport {

    private static final Logger log = LoggerFactory.getLogger(ChildProcessTransport.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What the official SDKs hand on, and the language: the rest of our environment may hold keys and passwords. */
    private static final Set<String> PASSED_ON = Set.of("HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR",
            "APPDATA", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "PATHEXT", "PROCESSOR_ARCHITECTURE", "PROGRAMFILES", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP",
            "USERNAME", "USERPROFILE");

    private final RemoteServer server;
    private final ThreadFactory threads;
    private final ExecutorService writer;
    private Process process;
    private JsonRpcIoHandler messages;
    private McpOperationHandler handler;
    private volatile boolean ended;

    /** @param server has a command */
    ChildProcessTransport(RemoteServer server) {
        this.server = server;
        this.threads = Thread.ofPlatform().daemon().name("mcp-" + server.name() + "-", 0).factory();
        this.writer = Executors.newSingleThreadExecutor(threads);
    }

    @Override
    public void start(McpOperationHandler operations) {
        handler = operations;
        var builder = new ProcessBuilder(server.command());
        cutDown(builder.environment(), server.environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        messages = new JsonRpcIoHandler(process.getInputStream(), process.getOutputStream(), this::handle, false);
        threads.newThread(this::read).start();
        threads.newThread(this::readErrors).start();
        process.onExit().thenRun(this::end);
    }

    /** Leaves of {@code inherited} what may be passed on, and adds what is configured. */
    static void cutDown(Map<String, String> inherited, Map<String, String> configured) {
        // A value that begins like this is a function that a shell exported: code.
        inherited.entrySet().removeIf(variable -> !PASSED_ON.contains(variable.getKey().toUpperCase(Locale.ROOT)) || variable.getValue().startsWith("()"));
        inherited.putAll(configured);
    }

    private void read() {
        try {
            messages.run();
        } finally {
            end();
        }
    }

    /** One message that can't be handled is not the connection's end. */
    private void handle(JsonNode message) {
        try {
            handler.handle(message);
        } catch (RuntimeException e) {
            log.warn("MCP server {} sent a message that can't be read: {}", server.name(), e.toString());
        }
    }

    /** A child that nobody reads would wait for ever once the pipe is full. */
    private void readErrors() {
        try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                log.debug("MCP server {}: {}", server.name(), line);
            }
        } catch (IOException | UncheckedIOException e) {
            log.debug("MCP server {}: {}", server.name(), e.getMessage());
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            log.debug("MCP server {} ended", server.name());
        }
        handler.cancelAllPendingOperations("the server ended");
    }

    /** Whether the server can be asked no more. */
    boolean ended() {
        return ended || !process.isAlive();
    }

    @Override
    public CompletableFuture<JsonNode> initialize(McpInitializeRequest request) {
        return executeOperationWithResponse(request).thenApply(answer -> {
            executeOperationWithoutResponse(new McpInitializationNotification());
            return answer;
        });
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpClientMessage request) {
        var answer = new CompletableFuture<JsonNode>();
        handler.startOperation(request.getId(), answer);
        send(request);
        if (ended()) {
            // It ended before the operation was known: nobody else ends that.
            answer.completeExceptionally(new IOException("the server ended"));
        }
        return answer;
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpCallContext context) {
        return executeOperationWithResponse(context.message());
    }

    @Override
    public void executeOperationWithoutResponse(McpClientMessage request) {
        send(request);
    }

    @Override
    public void executeOperationWithoutResponse(McpCallContext context) {
        send(context.message());
    }

    /** Does not wait: a child that does not read its input holds up the thread that writes, and no other. */
    private void send(Object message) {
        String line = line(message);
        try {
            writer.execute(() -> write(line));
        } catch (RejectedExecutionException e) {
            log.debug("MCP server {} was closed", server.name());
        }
    }

    private static String line(Object message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void write(String line) {
        try {
            messages.submit(line);
        } catch (IOException e) {
            log.debug("MCP server {}: {}", server.name(), e.getMessage());
        }
    }

    @Override
    public void checkHealth() {
        if (ended()) {
            throw new IllegalStateException("the server ended");
        }
    }

    @Override
    public void onFailure(Runnable action) {
        // The connection starts another process at the next call.
    }

    /** With whatever the process has started: a launcher such as npx is not the server. */
    @Override
    public void close() {
        writer.shutdownNow();
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }
}
