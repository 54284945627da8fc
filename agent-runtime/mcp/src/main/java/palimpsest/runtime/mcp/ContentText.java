package palimpsest.runtime.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.mcp.client.McpToolResultExtractor;
import dev.langchain4j.service.tool.ToolExecutionResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a result as one text, since a window holds nothing else: text as it is, and for an image, audio, a link or a
 * binary resource what came (MCP 2025-11-25, Server Features, Tools, Tool Result).
 */
final class ContentText implements McpToolResultExtractor {

    @Override
    public ToolExecutionResult extract(JsonNode content, boolean isError) {
        List<String> parts = new ArrayList<>();
        content.forEach(part -> parts.add(text(part)));
        return ToolExecutionResult.builder().isError(isError).resultText(String.join("\n", parts)).build();
    }

    private static String text(JsonNode part) {
        String type = part.path("type").asText("");
        return switch (type) {
            case "text" -> part.path("text").asText("");
            case "image", "audio" -> "[" + (type.equals("image") ? "An image" : "A sound recording") + " came here" + kind(part, bytes(part.path("data")))
                    + ". It can't be shown in this conversation.]";
            case "resource_link" -> "[A link to a resource: " + part.path("uri").asText("") + named(part) + kind(part, -1) + "]";
            case "resource" -> resource(part.path("resource"));
            default -> "[A part of the type \"" + type + "\" came here. It can't be shown in this conversation.]";
        };
    }

    private static String resource(JsonNode resource) {
        String uri = resource.path("uri").asText("");
        return resource.has("text") ? "[The resource " + uri + kind(resource, -1) + "]\n" + resource.path("text").asText("")
                : "[The resource " + uri + " came here" + kind(resource, bytes(resource.path("blob"))) + ". It can't be shown in this conversation.]";
    }

    private static String named(JsonNode link) {
        String name = link.path("title").asText(link.path("name").asText(""));
        String description = link.path("description").asText("");
        return (name.isEmpty() ? "" : ", " + name) + (description.isEmpty() ? "" : ": " + description);
    }

    /** @param bytes -1 when there are none to speak of */
    private static String kind(JsonNode part, long bytes) {
        List<String> said = new ArrayList<>();
        if (part.path("mimeType").isTextual()) {
            said.add(part.path("mimeType").asText());
        }
        if (bytes >= 0) {
            said.add(bytes + " bytes");
        }
        return said.isEmpty() ? "" : " (" + String.join(", ", said) + ")";
    }

    private static long bytes(JsonNode base64) {
        String text = base64.asText("");
        long padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        return text.length() / 4 * 3L - padding;
    }
}
