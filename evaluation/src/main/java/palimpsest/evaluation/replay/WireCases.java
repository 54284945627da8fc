package palimpsest.evaluation.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import palimpsest.runtime.model.wire.PythonJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads files of recorded conversations. */
public final class WireCases {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<List<Map<String, Object>>>> REQUESTS = new TypeReference<>() { };

    private WireCases() {
    }

    /**
     * The cases of a file, in its order: a JSON list, or one case alone. Keys that are not known are passed over.
     *
     * @throws IllegalArgumentException if the file can't be read or isn't of that form; the message says where
     */
    public static List<WireCase> read(Path file) {
        try {
            return parse(Files.readString(file), "The cases file " + file);
        } catch (IOException e) {
            throw new IllegalArgumentException("The cases file " + file + " can't be read (" + e.getClass().getSimpleName()
                    + "): check the path and its rights", e);
        }
    }

    static List<WireCase> parse(String json, String source) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(source + " isn't JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.isArray() && !root.isObject()) {
            throw new IllegalArgumentException(source + " must hold a list of recorded conversations");
        }
        var cases = new ArrayList<WireCase>();
        for (JsonNode node : root.isArray() ? root.values() : List.of(root)) {
            cases.add(read(node, source + ", case " + (cases.size() + 1)));
        }
        return cases;
    }

    private static WireCase read(JsonNode node, String where) {
        String name = node.path("name").asString("case");
        var replies = new ArrayList<WireCase.Reply>();
        for (JsonNode reply : node.path("replies").values()) {
            replies.add(reply(reply));
        }
        try {
            return new WireCase(name, text(node, "document", where), text(node, "question", where),
                    text(node, "system_prompt", where), node.path("keep_assistant_text").asBoolean(false), replies,
                    JSON.convertValue(node.required("requests"), REQUESTS));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(where + " needs \"requests\": for each request its list of messages", e);
        }
    }

    private static WireCase.Reply reply(JsonNode reply) {
        JsonNode arguments = reply.path("arguments");
        String tool = reply.path("tool").asString(null);
        // Text is what a model wrote verbatim; a tree is written as the recording's json.dumps wrote it.
        String written = arguments.isString() ? arguments.stringValue()
                : arguments.isMissingNode() ? "{}" : PythonJson.write(arguments);
        return new WireCase.Reply(reply.path("text").asString(null), tool, tool == null ? null : written);
    }

    private static String text(JsonNode node, String key, String where) {
        JsonNode value = node.path(key);
        if (!value.isString()) {
            throw new IllegalArgumentException(where + " needs \"" + key + "\" as text");
        }
        return value.stringValue();
    }
}
