package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * All server scenarios of the conformance suite of MCP's authors; its fixtures stand beside our tools while it runs. Those of {@link #NOT_OFFERED} are
 * told by the suite to lack what they ask for; docs/mcp.md says why they do.
 */
class McpConformanceIT {

    private static final String PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String SOUND = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";
    private static final List<String> OFFERED = List.of("server-initialize", "logging-set-level", "ping", "tools-list", "tools-call-simple-text", "tools-call-image",
            "tools-call-audio", "tools-call-embedded-resource", "tools-call-mixed-content", "tools-call-with-logging", "tools-call-error", "tools-call-with-progress",
            "tools-call-sampling", "tools-call-elicitation", "json-schema-2020-12", "elicitation-sep1034-defaults", "elicitation-sep1330-enums",
            "server-sse-multiple-streams", "resources-list", "resources-read-text", "resources-read-binary", "resources-templates-read", "dns-rebinding-protection");
    /** With the capability that is not announced. */
    private static final Map<String, String> NOT_OFFERED = Map.of("completion-complete", "completions", "resources-subscribe", "resources.subscribe",
            "resources-unsubscribe", "resources.subscribe", "prompts-list", "prompts", "prompts-get-simple", "prompts", "prompts-get-with-args", "prompts",
            "prompts-get-embedded-resource", "prompts", "prompts-get-with-image", "prompts");
    /** Streams that the server closes in the middle of a call and the client takes up again; no event of a stream is kept. */
    private static final String POLLING = "server-sse-polling";

    private static final String TEMPLATE = "test://template/{id}/data";
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> OBJECT = Map.of("type", "object");

    private final List<String> tools = new ArrayList<>();
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
        calls();
        resource("test://static-text", TextResourceContents.builder("test://static-text", "This is the content of the static text resource.").mimeType("text/plain").build());
        resource("test://static-binary", BlobResourceContents.builder("test://static-binary", PIXEL).mimeType("image/png").build());
        server.addResourceTemplate(new SyncResourceTemplateSpecification(McpSchema.ResourceTemplate.builder(TEMPLATE, "template").description("A fixture").build(),
                (exchange, request) -> McpSchema.ReadResourceResult.builder(List.of(TextResourceContents.builder(request.uri(),
                        "{\"id\":\"" + request.uri().split("/")[3] + "\",\"templateTest\":true}").mimeType("application/json").build())).build()));
    }

    /** Tools that speak with the client while they work. */
    private void calls() {
        tool("test_tool_with_logging", OBJECT, (exchange, request) -> {
            for (String said : List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
                exchange.loggingNotification(McpSchema.LoggingMessageNotification.builder(McpSchema.LoggingLevel.INFO, said).build());
            }
            return result(false, text("done"));
        });
        tool("test_tool_with_progress", OBJECT, (exchange, request) -> {
            for (double progress : new double[] {0, 50, 100}) {
                exchange.progressNotification(McpSchema.ProgressNotification.builder(request.progressToken(), progress).total(100.0).build());
            }
            return result(false, text("done"));
        });
        tool("test_sampling", Map.of("type", "object", "properties", Map.of("prompt", TEXT), "required", List.of("prompt")), (exchange, request) -> {
            var asked = McpSchema.SamplingMessage.builder(McpSchema.Role.USER, text(request.arguments().get("prompt").toString())).build();
            return result(false, text("LLM response: " + exchange.createMessage(McpSchema.CreateMessageRequest.builder(List.of(asked), 100).build()).content()));
        });
        asking("test_elicitation", Map.of("username", TEXT, "email", TEXT));
        asking("test_elicitation_sep1034_defaults", Map.of("name", Map.of("type", "string", "default", "John Doe"), "age", Map.of("type", "integer", "default", 30),
                "score", Map.of("type", "number", "default", 95.5), "status", Map.of("type", "string", "enum", List.of("active", "inactive", "pending"), "default", "active"),
                "verified", Map.of("type", "boolean", "default", true)));
        List<Map<String, String>> titled = List.of(Map.of("const", "value1", "title", "First"), Map.of("const", "value2", "title", "Second"));
        Map<String, Object> options = Map.of("type", "string", "enum", List.of("option1", "option2", "option3"));
        asking("test_elicitation_sep1330_enums", Map.of("untitledSingle", options, "titledSingle", Map.of("type", "string", "oneOf", titled),
                "legacyEnum", Map.of("type", "string", "enum", List.of("opt1", "opt2"), "enumNames", List.of("One", "Two")),
                "untitledMulti", Map.of("type", "array", "items", options), "titledMulti", Map.of("type", "array", "items", Map.of("anyOf", titled))));
        tool("json_schema_2020_12_tool", Map.of("$schema", "https://json-schema.org/draft/2020-12/schema", "type", "object",
                "$defs", Map.of("address", Map.of("type", "object", "properties", Map.of("street", TEXT, "city", TEXT))),
                "properties", Map.of("name", TEXT, "address", Map.of("$ref", "#/$defs/address")), "additionalProperties", false),
                (exchange, request) -> result(false, text("done")));
    }

    private void asking(String name, Map<String, Object> properties) {
        tool(name, OBJECT, (exchange, request) -> {
            var answer = exchange.createElicitation(McpSchema.ElicitFormRequest.builder("Please say", Map.of("type", "object", "properties", properties)).build());
            return result(false, text("User response: " + answer.action() + " " + answer.content()));
        });
    }

    @AfterEach
    void no_fixtures() {
        tools.forEach(server::removeTool);
        List.of("test://static-text", "test://static-binary").forEach(server::removeResource);
        server.removeResourceTemplate(TEMPLATE);
    }

    @Test
    void what_is_offered_conforms_and_what_is_not_is_not_announced() throws Exception {
        JsonNode seen = NodeClients.run("mcp-conformance.mjs", served.url().replace("127.0.0.1", "localhost") + "/mcp");

        assertThat(seen.propertyNames()).as("no scenario of the suite is left out")
                .containsExactlyInAnyOrderElementsOf(Stream.of(OFFERED, NOT_OFFERED.keySet(), List.of(POLLING)).flatMap(Collection::stream).toList());
        OFFERED.forEach(scenario -> assertThat(seen.get(scenario).asInt(-1)).as(scenario).isZero());
        NOT_OFFERED.forEach((scenario, capability) -> {
            assertThat(seen.get(scenario).asInt(-1)).as("%s passes: it is offered", scenario).isNotZero();
            assertThat(announced(capability)).as(capability).isFalse();
        });
    }

    private boolean announced(String capability) {
        McpSchema.ServerCapabilities capabilities = server.getServerCapabilities();
        return switch (capability) {
            case "completions" -> capabilities.completions() != null;
            case "prompts" -> capabilities.prompts() != null;
            default -> Boolean.TRUE.equals(capabilities.resources().subscribe());
        };
    }

    private void tool(String name, boolean error, Content... content) {
        tool(name, OBJECT, (exchange, request) -> result(error, content));
    }

    private void tool(String name, Map<String, Object> schema, BiFunction<McpSyncServerExchange, McpSchema.CallToolRequest, McpSchema.CallToolResult> handler) {
        server.addTool(SyncToolSpecification.builder().tool(McpSchema.Tool.builder(name, schema).description("A fixture").build()).callHandler(handler).build());
        tools.add(name);
    }

    private static McpSchema.CallToolResult result(boolean error, Content... content) {
        return McpSchema.CallToolResult.builder().content(List.of(content)).isError(error).build();
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
