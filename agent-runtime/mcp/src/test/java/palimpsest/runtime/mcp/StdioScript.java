package palimpsest.runtime.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An MCP server over standard input and output, in a process of its own. */
public final class StdioScript {

    public static final List<String> TOOLS = List.of("shelf", "picture", "attachments", "nothing", "variables", "pid", "quit", "hush", "silence", "refuse", "ask");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<String> ANSWERS = new ArrayList<>();
    /** The call that asks its client. */
    private static JsonNode asking;

    private StdioScript() {}

    /** What starts it. */
    public static List<String> command() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp",
                System.getProperty("java.class.path"), StdioScript.class.getName());
    }

    public static void main(String[] arguments) throws IOException {
        System.err.println("the script has started");
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("this line is no message");
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode request = JSON.readTree(line);
                if (!request.has("method")) {
                    answered(request, out);
                    continue;
                }
                Object result = request.has("id") ? result(request, out) : null;
                if (result != null) {
                    out.println(JSON.writeValueAsString(Map.of("jsonrpc", "2.0", "id", request.get("id"), "result", result)));
                }
            }
        }
    }

    /** The answers to what the tool {@code ask} asked, which are its result once the last is there. */
    private static void answered(JsonNode answer, PrintStream out) {
        ANSWERS.add(answer.get("id") + (answer.has("result") ? " " + answer.get("result") : " error " + answer.at("/error/code")));
        if (ANSWERS.size() == 3) {
            out.println(JSON.writeValueAsString(Map.of("jsonrpc", "2.0", "id", asking, "result", content(part("text", "text", String.join(", ", ANSWERS))))));
        }
    }

    private static Object result(JsonNode request, PrintStream out) {
        return switch (request.get("method").asString()) {
            case "initialize" -> Map.of("protocolVersion", request.at("/params/protocolVersion").asString(), "capabilities", Map.of("tools", Map.of()),
                    "serverInfo", Map.of("name", "script", "version", "1"));
            case "tools/list" -> Map.of("tools", TOOLS.stream().map(StdioScript::tool).toList());
            case "tools/call" -> {
                asking = request.get("id");
                yield called(request.at("/params/name").asString(), out);
            }
            default -> Map.of();
        };
    }

    private static Map<String, Object> tool(String name) {
        return Map.of("name", name, "description", "The script's " + name, "inputSchema", Map.of("type", "object", "properties", Map.of()));
    }

    private static Object called(String name, PrintStream out) {
        return switch (name) {
            case "shelf" -> content(part("text", "text", "The atlas stands on shelf 4."));
            case "picture" -> content(part("image", "data", "iVBORw0KGgo=", "mimeType", "image/png"), part("text", "text", "A lighthouse."));
            case "attachments" -> content(part("resource_link", "uri", "file:///tide.csv", "name", "tide.csv", "mimeType", "text/csv"),
                    part("resource", "resource", Map.of("uri", "memo:1", "text", "Low water at six.")),
                    part("resource", "resource", Map.of("uri", "memo:2", "blob", "AAAAAA==", "mimeType", "application/zip")),
                    part("audio", "data", "AAAA", "mimeType", "audio/wav"), part("hologram"), part("text", "text", "That is all."));
            case "nothing" -> content();
            case "variables" -> content(part("text", "text", String.join(",", new TreeSet<>(System.getenv().keySet()))));
            case "pid" -> content(part("text", "text", String.valueOf(ProcessHandle.current().pid())));
            case "quit" -> {
                Runtime.getRuntime().halt(7);
                yield null;
            }
            case "hush" -> {
                out.close();
                yield null;
            }
            case "ask" -> {
                out.println("{\"jsonrpc\":\"2.0\",\"id\":\"s-1\",\"method\":\"sampling/createMessage\",\"params\":{}}");
                out.println("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}");
                out.println("{\"jsonrpc\":\"2.0\",\"id\":\"s-3\",\"method\":\"roots/list\"}");
                yield null;
            }
            case "refuse" -> Map.of("isError", true, "content", List.of(part("text", "text", "The desk is closed."), part("image", "data", "AAAA")));
            default -> null;
        };
    }

    @SafeVarargs
    private static Map<String, Object> content(Map<String, Object>... parts) {
        return Map.of("content", List.of(parts));
    }

    private static Map<String, Object> part(String type, Object... fields) {
        Map<String, Object> part = new LinkedHashMap<>(Map.of("type", type));
        for (int i = 0; i < fields.length; i += 2) {
            part.put((String) fields[i], fields[i + 1]);
        }
        return part;
    }
}
