package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.AudioContent;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The conformance suite of MCP's authors, for what the server offers; its fixtures stand beside our tools while it runs. Prompts, completion and subscriptions are not offered. */
class McpConformanceIT {

    private static final String PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String SOUND = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";
    private static final String[] SCENARIOS = {"server-initialize", "logging-set-level", "ping", "tools-list", "tools-call-simple-text", "tools-call-image",
            "tools-call-audio", "tools-call-embedded-resource", "tools-call-mixed-content", "tools-call-error", "server-sse-multiple-streams", "resources-list",
            "resources-read-text", "resources-read-binary", "dns-rebinding-protection"};

    private final Served served = Doors.served();
    private final McpSyncServer server = served.bean(McpSyncServer.class);

    @BeforeEach
    void fixtures() {
        var image = ImageContent.builder(PIXEL, "image/png").build();
        tool("test_simple_text", false, text("This is a simple text response for testing."));
        tool("test_image_content", false, image);
        tool("test_audio_content", false, AudioContent.builder(SOUND, "audio/wav").build());
        tool("test_embedded_resource", false, embedded("test://embedded-resource", "This is an embedded resource content."));
        tool("test_multiple_content_types", false, text("Multiple content types test:"), image, embedded("test://mixed-content-resource", "{\"test\":\"data\",\"value\":123}"));
        tool("test_error_handling", true, text("This tool intentionally returns an error for testing"));
        resource("test://static-text", TextResourceContents.builder("test://static-text", "This is the content of the static text resource.").mimeType("text/plain").build());
        resource("test://static-binary", BlobResourceContents.builder("test://static-binary", PIXEL).mimeType("image/png").build());
    }

    @AfterEach
    void no_fixtures() {
        List.of("test_simple_text", "test_image_content", "test_audio_content", "test_embedded_resource", "test_multiple_content_types", "test_error_handling")
                .forEach(server::removeTool);
        List.of("test://static-text", "test://static-binary").forEach(server::removeResource);
    }

    @Test
    void what_is_offered_conforms() throws Exception {
        String[] arguments = new String[SCENARIOS.length + 1];
        arguments[0] = served.url().replace("127.0.0.1", "localhost") + "/mcp";
        System.arraycopy(SCENARIOS, 0, arguments, 1, SCENARIOS.length);

        JsonNode seen = NodeClients.run("mcp-conformance.mjs", arguments);

        for (String scenario : SCENARIOS) {
            assertThat(seen.get(scenario).asInt(-1)).as(scenario).isZero();
        }
    }

    private void tool(String name, boolean error, Content... content) {
        BiFunction<McpSyncServerExchange, McpSchema.CallToolRequest, McpSchema.CallToolResult> handler =
                (exchange, request) -> McpSchema.CallToolResult.builder().content(List.of(content)).isError(error).build();
        server.addTool(SyncToolSpecification.builder().tool(McpSchema.Tool.builder(name, Map.of("type", "object")).description("A fixture").build())
                .callHandler(handler).build());
    }

    private void resource(String uri, ResourceContents contents) {
        server.addResource(new SyncResourceSpecification(McpSchema.Resource.builder(uri, uri).description("A fixture").build(),
                (exchange, request) -> McpSchema.ReadResourceResult.builder(List.of(contents)).build()));
    }

    private static Content text(String text) {
        return TextContent.builder(text).build();
    }

    private static Content embedded(String uri, String text) {
        return EmbeddedResource.builder(TextResourceContents.builder(uri, text).mimeType("text/plain").build()).build();
    }
}
