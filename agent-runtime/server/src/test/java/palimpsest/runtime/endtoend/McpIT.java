package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.testing.TestServer;
import palimpsest.runtime.cli.Main;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What MCP clients meet: two of other people's, over HTTP and over standard input and output. */
class McpIT {

    private static final String TEXT = "The harbor master is called Wilma Krull. She counts the boats every evening.";

    private final Served served = Doors.served();

    @Test
    void documents_are_added_found_read_and_noted_by_the_official_client() {
        try (McpSyncClient client = http("workspace-" + UUID.randomUUID())) {
            assertThat(client.initialize().serverInfo().name()).isEqualTo("palimpsest");
            assertThat(client.listTools().tools()).extracting(McpSchema.Tool::name)
                    .contains("addDocument", "listDocuments", "searchDocuments", "readDocument", "buildIndex", "readChunk", "searchEngine", "note", "readNote",
                            "remember", "recallMemories").doesNotContain("finish", "deleteContext", "checkBudget");
            useDocuments(client);
        }
    }

    /** As every client does it, over whichever transport. */
    private static void useDocuments(McpSyncClient client) {
        String id = call(client, "addDocument", Map.of("name", "harbor.txt", "text", TEXT)).get("document_id").asString();
        JsonNode hit = call(client, "searchDocuments", Map.of("query", "harbor master")).at("/passages/0");
        assertThat(hit.get("document_id").asString()).isEqualTo(id);
        assertThat(hit.get("text").asString()).contains("Wilma Krull");
        assertThat(call(client, "readDocument", Map.of("document_id", id, "start", 4, "length", 13)).get("text").asString()).isEqualTo(TEXT.substring(4, 17));
        assertThat(call(client, "buildIndex", Map.of()).get("total_chunks").asInt()).isEqualTo(1);
        assertThat(call(client, "readChunk", Map.of("chunk_id", 0)).at("/retrieved_chunk/0/content").asString()).isEqualTo(TEXT);
        call(client, "note", Map.of("key", "master", "summary", "who it is", "content", "Wilma Krull"));
        assertThat(call(client, "readNote", Map.of("key", "master")).toString()).contains("Wilma Krull");
        var resource = client.readResource(McpSchema.ReadResourceRequest.builder("palimpsest://documents/" + id).build()).contents().getFirst();
        assertThat(((McpSchema.TextResourceContents) resource).text()).isEqualTo(TEXT);
        McpSchema.CallToolResult failed = client.callTool(new McpSchema.CallToolRequest("readDocument", Map.of("document_id", "nothing")));
        assertThat(failed.isError()).isTrue();
        assertThat(text(failed)).contains("listDocuments gives the ids");
    }

    @Test
    void what_is_remembered_is_found_again_and_the_work_stays_in_a_conversation() throws Exception {
        String workspace = served.conversation();
        String subject = "subject-" + UUID.randomUUID();
        try (McpSyncClient client = http(workspace)) {
            client.initialize();
            call(client, "remember", Map.of("text", "Wilma likes liquorice.", "subject", subject));
            assertThat(call(client, "recallMemories", Map.of("query", "What does Wilma like?", "subject", subject)).at("/memories/0/text").asString())
                    .contains("liquorice");
            call(client, "note", Map.of("key", "k", "summary", "s", "content", "c"));
        }
        assertThat(served.get("/api/conversations/" + workspace + "/notes").body()).contains("\"k\"");
    }

    @Test
    void the_client_of_langchain4j_works() {
        try (var client = DefaultMcpClient.builder().autoHealthCheck(false)
                .transport(StreamableHttpMcpTransport.builder().url(served.url() + "/mcp").build()).build()) {
            assertThat(client.listTools()).extracting(ToolSpecification::name).contains("searchDocuments", "note");
            assertThat(client.executeTool(ToolExecutionRequest.builder().name("listDocuments").arguments("{}").build()).resultText()).contains("documents");
        }
    }

    @Test
    void a_page_of_another_origin_or_under_another_name_is_turned_away() throws Exception {
        assertThat(status("Origin", "https://evil.example")).isEqualTo(403);
        assertThat(status("Origin", "http://localhost:5173")).isEqualTo(200);
        URI address = URI.create(served.url());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(("POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                    + "Accept: application/json, text/event-stream\r\nConnection: close\r\n\r\n{}").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 403");
        }
    }

    private int status(String header, String value) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(served.url() + "/mcp")).header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream").header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")).build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void every_refusal_is_an_error_of_json_rpc() throws Exception {
        String session = initialized();
        String both = "application/json, text/event-stream";
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}";
        refused("POST", "{not json", 400, -32700, "null", "Accept", both, "Mcp-Session-Id", session);
        refused("POST", "[]", 400, -32600, "null", "Accept", both, "Mcp-Session-Id", session);
        refused("POST", "{\"jsonrpc\":\"2.0\",\"id\":3}", 400, -32600, "3", "Accept", both, "Mcp-Session-Id", session);
        refused("POST", "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\"}", 400, -32602, "3", "Accept", both, "Mcp-Session-Id", session);
        refused("POST", "", 400, -32700, "null", "Accept", both, "Mcp-Session-Id", session);
        refused("POST", "{\"jsonrpc\":\"2.0\",\"id\":700,\"result\":{}}", 400, -32600, "700", "Accept", both, "Mcp-Session-Id", session);
        refused("POST", "{\"jsonrpc\":\"2.0\",\"id\":90000000000000000000,\"method\":\"tools/call\"}", 400, -32600, "90000000000000000000", "Accept", both, "Mcp-Session-Id", session);
        refused("POST", ping, 400, -32600, "\"p\"", "Accept", both);
        refused("POST", ping, 404, -32001, "\"p\"", "Accept", both, "Mcp-Session-Id", "nobodys");
        refused("POST", ping, 406, -32600, "\"p\"", "Accept", "text/html", "Mcp-Session-Id", session);
        refused("POST", ping, 400, -32600, "\"p\"", "Accept", both, "Mcp-Session-Id", session, "Mcp-Protocol-Version", "1999-01-01");
        refused("GET", null, 400, -32600, "null", "Accept", both, "Mcp-Session-Id", session, "Mcp-Protocol-Version", "1999-01-01");
        refused("GET", null, 404, -32001, "null", "Accept", both, "Mcp-Session-Id", "nobodys");
        refused("POST", ping, 403, -32000, "null", "Accept", both, "Mcp-Session-Id", session, "Origin", "https://evil.example");
        refused("DELETE", null, 404, -32001, "null", "Mcp-Session-Id", "nobodys");
    }

    private void refused(String method, String body, int status, int code, String id, String... headers) throws Exception {
        Served.Answer answer = served.send(method, "/mcp", body, headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        JsonNode told = answer.json();
        assertThat(told.get("jsonrpc").asString()).isEqualTo("2.0");
        assertThat(told.get("id")).hasToString(id);
        assertThat(told.at("/error/code").asInt()).as(answer.body()).isEqualTo(code);
        assertThat(told.at("/error/message").asString()).isNotEmpty();
        assertThat(answer.body()).doesNotContain("stackTrace", "Exception");
    }

    @Test
    void an_unknown_resource_tool_or_method_is_told_of_by_its_code_and_no_two_events_are_named_alike() throws Exception {
        String session = initialized();
        String[] asked = {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"palimpsest://documents/none\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"resources/read\",\"params\":{\"uri\":\"other://x\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"fly\",\"arguments\":{}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"no/such\"}"};
        var ids = new HashSet<String>();
        List<String> errors = new ArrayList<>();
        for (String request : asked) {
            Served.Answer answer = served.send("POST", "/mcp", request, "Accept", "application/json, text/event-stream", "Mcp-Session-Id", session,
                    "Mcp-Protocol-Version", "2025-06-18");
            assertThat(answer.status()).isEqualTo(200);
            answer.body().lines().filter(line -> line.startsWith("id:")).forEach(id -> assertThat(ids.add(id)).as(id).isTrue());
            JsonNode told = Served.parse(answer.body().lines().filter(line -> line.startsWith("data:")).findFirst().orElseThrow().substring(5));
            errors.add(told.at("/error/code") + " " + told.at("/error/message").asString());
        }
        assertThat(ids).hasSize(asked.length);
        assertThat(errors.get(0)).startsWith("-32002 ");
        assertThat(errors.get(1)).startsWith("-32002 ");
        assertThat(errors.get(2)).isEqualTo("-32602 Unknown tool: fly");
        assertThat(errors.get(3)).startsWith("-32601 ");
    }

    /** The id of a session in which requests are answered. */
    private String initialized() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(served.url() + "/mcp")).header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")).build();
        try (var http = HttpClient.newHttpClient()) {
            String session = http.send(request, HttpResponse.BodyHandlers.discarding()).headers().firstValue("Mcp-Session-Id").orElseThrow();
            assertThat(served.send("POST", "/mcp", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", "Accept",
                    "application/json, text/event-stream", "Mcp-Session-Id", session).status()).isEqualTo(202);
            return session;
        }
    }

    @Test
    void the_command_speaks_nothing_but_the_protocol_on_standard_output(@TempDir Path data) {
        var command = ServerParameters.builder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .args(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                        Main.class.getName(), "mcp", "--data", data.toString(), "--set", "palimpsest.embedding.enabled=false",
                        "--set", "palimpsest.database.url=" + TestServer.configured().map(server -> server.database(data.toString())).orElse("")))
                .build();
        // The official client gives up at the first line that is no message.
        try (McpSyncClient client = McpClient.sync(new StdioClientTransport(command, json())).initializationTimeout(Duration.ofMinutes(2)).requestTimeout(Duration.ofMinutes(2)).build()) {
            client.initialize();
            useDocuments(client);
        }
    }

    private McpSyncClient http(String workspace) {
        return McpClient.sync(HttpClientStreamableHttpTransport.builder(served.url()).endpoint("/mcp").jsonMapper(json())
                .requestBuilder(HttpRequest.newBuilder().header("X-Palimpsest-Conversation", workspace)).build()).requestTimeout(Duration.ofMinutes(1)).build();
    }

    private static JacksonMcpJsonMapper json() {
        return new JacksonMcpJsonMapper(JsonMapper.builder().build());
    }

    private static JsonNode call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        McpSchema.CallToolResult result = client.callTool(new McpSchema.CallToolRequest(tool, arguments));
        assertThat(result.isError()).as(text(result)).isFalse();
        return Served.parse(text(result));
    }

    private static String text(McpSchema.CallToolResult result) {
        return ((TextContent) result.content().getFirst()).text();
    }
}
