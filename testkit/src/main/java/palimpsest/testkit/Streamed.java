package palimpsest.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A reply as the parts of a stream: its text word by word, arguments in short pieces. */
final class Streamed {

    private static final int PIECE = 5;

    private Streamed() {
    }

    static String contentType(Dialect dialect) {
        return dialect == Dialect.OLLAMA ? "application/x-ndjson" : "text/event-stream";
    }

    static List<String> parts(Dialect dialect, Answer.Reply reply, int number) {
        return parts(dialect, reply, number, words(reply.text()).toList());
    }

    /** @param texts of which the reply's text is made */
    static List<String> parts(Dialect dialect, Answer.Reply reply, int number, List<String> texts) {
        Map<String, Object> whole = dialect.response(reply, number);
        return switch (dialect) {
            case OPENAI -> openAi(reply, number, whole, texts);
            case ANTHROPIC -> anthropic(reply, number, whole, texts);
            case OLLAMA -> ollama(whole, texts);
        };
    }

    /** The event of an error in the middle of a stream. */
    static String error(Dialect dialect, int status, String message) {
        return switch (dialect) {
            case OPENAI -> "data: " + Json.write(Json.object("id", "chatcmpl-0", "object", "chat.completion.chunk", "choices", List.of(),
                    "error", Json.object("message", message, "code", status))) + "\n\ndata: [DONE]\n\n";
            case ANTHROPIC -> event("error", "error", Json.object("type", status == 529 ? "overloaded_error" : status >= 500 ? "api_error" : "invalid_request_error",
                    "message", message));
            case OLLAMA -> Json.write(Json.object("error", message)) + "\n";
        };
    }

    private static List<String> openAi(Answer.Reply reply, int number, Map<String, Object> whole, List<String> texts) {
        List<String> parts = new ArrayList<>(List.of(chunk(Json.object("role", "assistant", "content", ""), null)));
        String channel = Dialect.refuses(reply) ? "refusal" : "content";
        texts.forEach(word -> parts.add(chunk(Json.object(channel, word), null)));
        int index = 0;
        for (Answer.Call call : Dialect.identified(reply, number)) {
            int place = index++;
            parts.add(chunk(Json.object("tool_calls", List.of(Json.object("index", place, "id", call.id(), "type", "function",
                    "function", Json.object("name", call.tool(), "arguments", "")))), null));
            pieces(call.arguments()).forEach(piece -> parts.add(chunk(Json.object("tool_calls", List.of(Json.object("index", place,
                    "function", Json.object("arguments", piece)))), null)));
        }
        String stop = Dialect.openAiStop(reply);
        parts.add(chunk(Json.object(), stop));
        if (whole.get("usage") != null) {
            parts.add("data: " + Json.write(Json.object("id", "chatcmpl-0", "object", "chat.completion.chunk", "created", 1, "model", "scripted",
                    "choices", List.of(), "usage", whole.get("usage"))) + "\n\n");
        }
        parts.add("data: [DONE]\n\n");
        return parts;
    }

    private static String chunk(Map<String, Object> delta, String stop) {
        return "data: " + Json.write(Json.object("id", "chatcmpl-0", "object", "chat.completion.chunk", "created", 1, "model", "scripted",
                "choices", List.of(Json.object("index", 0, "delta", delta, "finish_reason", stop)))) + "\n\n";
    }

    private static List<String> anthropic(Answer.Reply reply, int number, Map<String, Object> whole, List<String> texts) {
        List<String> parts = new ArrayList<>();
        var usage = (Map<?, ?>) whole.get("usage");
        parts.add(event("message_start", "message", Json.object("id", whole.get("id"), "type", "message", "role", "assistant", "model", "scripted",
                "content", List.of(), "stop_reason", null, "usage", Json.object("input_tokens", usage.get("input_tokens"), "output_tokens", 0))));
        int index = 0;
        if (reply.text() != null) {
            block(parts, index++, Json.object("type", "text", "text", ""), texts.stream().map(word -> Json.object("type", "text_delta", "text", word)));
        }
        for (Answer.Call call : Dialect.identified(reply, number)) {
            block(parts, index++, Json.object("type", "tool_use", "id", call.id(), "name", call.tool(), "input", Map.of()),
                    pieces(call.arguments()).map(piece -> Json.object("type", "input_json_delta", "partial_json", piece)));
        }
        parts.add(event("message_delta", "delta", Json.object("stop_reason", whole.get("stop_reason"), "stop_sequence", null),
                "usage", Json.object("output_tokens", usage.get("output_tokens"))));
        parts.add(event("message_stop"));
        return parts;
    }

    private static void block(List<String> parts, int index, Map<String, Object> begun, Stream<Map<String, Object>> deltas) {
        parts.add(event("content_block_start", "index", index, "content_block", begun));
        deltas.forEach(delta -> parts.add(event("content_block_delta", "index", index, "delta", delta)));
        parts.add(event("content_block_stop", "index", index));
    }

    private static String event(String type, Object... keysAndValues) {
        var data = Json.object("type", type);
        data.putAll(Json.object(keysAndValues));
        return "event: " + type + "\ndata: " + Json.write(data) + "\n\n";
    }

    /** Ollama says calls whole. */
    private static List<String> ollama(Map<String, Object> whole, List<String> texts) {
        List<String> parts = new ArrayList<>();
        texts.forEach(word -> parts.add(line(Json.object("role", "assistant", "content", word))));
        var message = (Map<?, ?>) whole.get("message");
        if (message.get("tool_calls") != null) {
            parts.add(line(Json.object("role", "assistant", "content", "", "tool_calls", message.get("tool_calls"))));
        }
        whole.put("message", Json.object("role", "assistant", "content", ""));
        parts.add(Json.write(whole) + "\n");
        return parts;
    }

    private static String line(Map<String, Object> message) {
        return Json.write(Json.object("model", "scripted", "created_at", "2026-01-01T00:00:00Z", "message", message, "done", false)) + "\n";
    }

    private static Stream<String> words(String text) {
        return text == null || text.isEmpty() ? Stream.empty() : Stream.of(text.split("(?<= )"));
    }

    private static Stream<String> pieces(String text) {
        return text.isEmpty() ? Stream.empty() : Stream.of(text.split("(?<=\\G.{" + PIECE + "})", 0));
    }
}
