package palimpsest.runtime.mcp;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpClientMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Answers what a server asks of its client, and hands all else on. LangChain4j leaves a method unanswered that it does not know, such as
 * {@code sampling/createMessage}, and the server, which waits, does not end the call that it is in. To a request with a text as its id LangChain4j answers
 * with another id, and over HTTP it takes its own answer for a new request of the same id, which loses the answer to that one.
 */
final class ServerRequests extends McpOperationHandler {

    private static final int METHOD_NOT_FOUND = -32601;

    private final McpOperationHandler operations;
    private final McpTransport transport;

    /** @param operations of the client */
    ServerRequests(McpOperationHandler operations, McpTransport transport) {
        super(Map.of(), List::of, transport, message -> { }, () -> { }, () -> { }, () -> { }, resource -> { }, null, () -> { }, () -> { }, (id, reason) -> { });
        this.operations = operations;
        this.transport = transport;
    }

    @Override
    public void handle(JsonNode message) {
        if (message.has("method") && message.hasNonNull("id")) {
            transport.executeOperationWithoutResponse(new Answer(answer(message)));
        } else {
            operations.handle(message);
        }
    }

    @Override
    public void startOperation(Long id, CompletableFuture<JsonNode> answer) {
        operations.startOperation(id, answer);
    }

    @Override
    public synchronized void cancelAllPendingOperations(String reason) {
        operations.cancelAllPendingOperations(reason);
    }

    static ObjectNode answer(JsonNode request) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        answer.set("id", request.get("id"));
        switch (request.get("method").asText()) {
            case "ping" -> answer.putObject("result");
            case "roots/list" -> answer.putObject("result").putArray("roots");
            case String other -> answer.putObject("error").put("code", METHOD_NOT_FOUND).put("message", "This client does not offer " + other + ".");
        }
        return answer;
    }

    /** The message as it is sent. To the transport it has no id: with one it would be a request whose answer is waited for. */
    private static final class Answer extends McpClientMessage {

        private final ObjectNode json;

        Answer(ObjectNode json) {
            super(null, null);
            this.json = json;
        }

        @JsonValue
        ObjectNode json() {
            return json;
        }
    }
}
