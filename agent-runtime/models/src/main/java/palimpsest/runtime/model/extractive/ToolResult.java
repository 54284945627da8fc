package palimpsest.runtime.model.extractive;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a tool answered, as it stands in the request.
 *
 * @param json    its keys; empty when the text was no JSON object
 * @param deleted whether only a stub is left of it
 */
record ToolResult(ObjectNode json, boolean deleted) {

    private static final String VERIFICATION = "verification";
    private static final Pattern MSG_ID = Pattern.compile("\"msg_id\"\\s*:\\s*(\\d+)");
    private static final Pattern INVOKING = Pattern.compile("\"msg_id\\(invoking_assistant\\)\"\\s*:\\s*(\\d+)");
    private static final Pattern CONTENT = Pattern.compile("\"(content|document_content)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)", Pattern.DOTALL);

    static ToolResult of(String text, JsonMapper mapper) {
        ObjectNode json = mapper.createObjectNode();
        try {
            if (mapper.readTree(text) instanceof ObjectNode object) {
                json = object;
            }
        } catch (JacksonException e) {
            // A result that the runtime cut is no longer JSON; what can still be read of it counts.
            json = salvaged(text, mapper);
        }
        return new ToolResult(json, json.has("original_tool") && json.has("message"));
    }

    private static ObjectNode salvaged(String text, JsonMapper mapper) {
        ObjectNode json = mapper.createObjectNode();
        json.put("salvaged", true);
        last(MSG_ID, text, json, "msg_id");
        last(INVOKING, text, json, "msg_id(invoking_assistant)");
        Matcher content = CONTENT.matcher(text);
        if (content.find()) {
            try {
                String value = mapper.readValue("\"" + content.group(2) + "\"", String.class);
                if (content.group(1).equals("content")) {
                    json.putArray("retrieved_chunk").addObject().put("content", value);
                } else {
                    json.put("document_content", value);
                }
            } catch (JacksonException e) {
                json.put("error", "the result is not readable");
            }
        } else {
            json.put("error", "the result is not readable");
        }
        return json;
    }

    private static void last(Pattern pattern, String text, ObjectNode json, String key) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            json.put(key, Integer.parseInt(matcher.group(1)));
        }
    }

    boolean failed() {
        return json.has("error");
    }

    /** Whether it can be read now and reports no error. */
    boolean readable() {
        return !deleted && !failed();
    }

    /** Whether verification says that what was read does not bear on the question. */
    boolean isUnrelated() {
        return json.path(VERIFICATION).path("relevance").asString("").equals("fail");
    }

    /** What verification found wrong, in the words of the claim. */
    List<String> failedClaims() {
        return json.path(VERIFICATION).path("findings").valueStream().map(finding -> finding.path("claim").asString("")).filter(claim -> !claim.isBlank()).toList();
    }

    String error() {
        return json.path("error").asString("");
    }

    Integer msgId() {
        return integer(json.path("msg_id"));
    }

    Integer invokingMsgId() {
        return integer(json.path("msg_id(invoking_assistant)"));
    }

    static Integer integer(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToInt()) {
            return node.intValue();
        }
        return node.isString() && node.stringValue().matches("\\d{1,9}") ? Integer.valueOf(node.stringValue()) : null;
    }
}
