package palimpsest.runtime.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpClientMessage;
import dev.langchain4j.mcp.protocol.McpInitializeRequest;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Tells a lost connection from what the server says, of which the client makes the same exception, and answers what the server asks of its client. */
record WatchedTransport(McpTransport transport) implements McpTransport {

    /** No answer came over the connection, and none will. */
    static final class Lost extends RuntimeException {
        private Lost(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpCallContext context) {
        return watched(transport.executeOperationWithResponse(context));
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpClientMessage request) {
        return watched(transport.executeOperationWithResponse(request));
    }

    private static CompletableFuture<JsonNode> watched(CompletableFuture<JsonNode> answer) {
        return answer.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            // The server itself may cancel a request.
            return CompletableFuture.failedFuture(cause instanceof CancellationException ? new IllegalStateException(cause.getMessage()) : new Lost(cause));
        });
    }

    @Override
    public void start(McpOperationHandler operations) {
        transport.start(new ServerRequests(operations, transport));
    }

    @Override
    public CompletableFuture<JsonNode> initialize(McpInitializeRequest request) {
        return transport.initialize(request);
    }

    @Override
    public void executeOperationWithoutResponse(McpClientMessage request) {
        transport.executeOperationWithoutResponse(request);
    }

    @Override
    public void executeOperationWithoutResponse(McpCallContext context) {
        transport.executeOperationWithoutResponse(context);
    }

    @Override
    public void checkHealth() {
        transport.checkHealth();
    }

    @Override
    public void onFailure(Runnable action) {
        transport.onFailure(action);
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
