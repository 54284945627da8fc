package palimpsest.runtime.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Why a message gets an error in place of its answer (JSON-RPC 2.0, 5.1). The SDK ends a stream or the whole connection where it
 * can't read a message: what it can't read is found here before it sees it.
 *
 * @param id   of the request; null where none can be told
 * @param code one of JSON-RPC's or MCP's
 */
public record McpFault(Object id, int code, String message) {

    /** Whoever asks may not: the server's own code, as JSON-RPC leaves it free. */
    public static final int REFUSED = -32000;

    /** As the official servers tell of a session that is not known. */
    public static final int SESSION_NOT_FOUND = -32001;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Requests whose params must be there. */
    private static final Map<String, Class<?>> PARAMS = Map.of(McpSchema.METHOD_INITIALIZE, McpSchema.InitializeRequest.class, McpSchema.METHOD_TOOLS_CALL,
            McpSchema.CallToolRequest.class, McpSchema.METHOD_RESOURCES_READ, McpSchema.ReadResourceRequest.class, McpSchema.METHOD_LOGGING_SET_LEVEL,
            McpSchema.SetLevelRequest.class);

    /** What is wrong with a message; empty when the SDK can read it. */
    public static Optional<McpFault> in(String text, McpJsonMapper mapper) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JacksonException e) {
            return Optional.of(new McpFault(null, ErrorCodes.PARSE_ERROR, "The message is not JSON."));
        }
        if (message.isMissingNode()) {
            return Optional.of(new McpFault(null, ErrorCodes.PARSE_ERROR, "The message is empty."));
        }
        Object id = idOf(message);
        try {
            McpSchema.JSONRPCMessage read = McpSchema.deserializeJsonRpcMessage(mapper, text);
            if (!McpSchema.JSONRPC_VERSION.equals(read.jsonrpc())) {
                return Optional.of(new McpFault(id, ErrorCodes.INVALID_REQUEST, "jsonrpc must be \"2.0\"."));
            }
            return read instanceof McpSchema.JSONRPCRequest request && !readable(request, mapper)
                    ? Optional.of(new McpFault(id, ErrorCodes.INVALID_PARAMS, "The params are not those of " + request.method() + "."))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.of(new McpFault(id, ErrorCodes.INVALID_REQUEST, "The message is no request, notification or response of JSON-RPC 2.0, "
                    + "one object with an id that is a string or a number."));
        }
    }

    private static boolean readable(McpSchema.JSONRPCRequest request, McpJsonMapper mapper) {
        if (request.params() != null && !(request.params() instanceof Map)) {
            return false;
        }
        Class<?> type = PARAMS.get(request.method());
        try {
            return type == null || request.params() != null && mapper.convertValue(request.params(), type) != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** The id by which the sender knows the message; null where it is none. */
    public static Object idOf(JsonNode message) {
        JsonNode id = message.path("id");
        return id.isString() ? id.asString() : id.isIntegralNumber() ? id.numberValue() : null;
    }

    /** As it is sent. */
    public String json() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("jsonrpc", McpSchema.JSONRPC_VERSION);
        response.put("id", id);
        response.put("error", error);
        return JSON.writeValueAsString(response);
    }
}
