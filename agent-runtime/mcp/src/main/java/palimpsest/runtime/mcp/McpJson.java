package palimpsest.runtime.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The SDK's JSON, with its errors mended: an unknown tool is named, and what an exception says stays in the log. */
public final class McpJson implements McpJsonMapper {

    private static final Logger log = LoggerFactory.getLogger(McpJson.class);
    private static final String UNKNOWN_TOOL = "Unknown tool: ";
    private static final String TOOL_NOT_FOUND = "Tool not found: ";

    private final McpJsonMapper sdk = new JacksonMcpJsonMapper(JsonMapper.builder().build());

    @Override
    public String writeValueAsString(Object value) throws IOException {
        return sdk.writeValueAsString(value instanceof JSONRPCResponse response && response.error() != null
                ? JSONRPCResponse.error(response.id(), mended(response.error())) : value);
    }

    private static JSONRPCError mended(JSONRPCError error) {
        if (error.message() != null && error.message().startsWith(UNKNOWN_TOOL) && error.data() instanceof String named && named.startsWith(TOOL_NOT_FOUND)) {
            return new JSONRPCError(error.code(), UNKNOWN_TOOL + named.substring(TOOL_NOT_FOUND.length()), null);
        }
        if (error.code() == McpSchema.ErrorCodes.INTERNAL_ERROR) {
            log.error("MCP: a request failed: {} {}", error.message(), error.data());
            return new JSONRPCError(error.code(), "The request failed inside the runtime. Its log says why.", null);
        }
        return error;
    }

    @Override
    public byte[] writeValueAsBytes(Object value) throws IOException {
        return writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <T> T readValue(String content, Class<T> type) throws IOException {
        return sdk.readValue(content, type);
    }

    @Override
    public <T> T readValue(byte[] content, Class<T> type) throws IOException {
        return sdk.readValue(content, type);
    }

    @Override
    public <T> T readValue(String content, TypeRef<T> type) throws IOException {
        return sdk.readValue(content, type);
    }

    @Override
    public <T> T readValue(byte[] content, TypeRef<T> type) throws IOException {
        return sdk.readValue(content, type);
    }

    @Override
    public <T> T convertValue(Object value, Class<T> type) {
        return sdk.convertValue(value, type);
    }

    @Override
    public <T> T convertValue(Object value, TypeRef<T> type) {
        return sdk.convertValue(value, type);
    }
}
