package palimpsest.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The response forms of the three interfaces that the server speaks. */
enum Dialect {
    OPENAI("/v1/chat/completions") {
        @Override
        Map<String, Object> response(Answer.Reply reply, int number) {
            var message = refuses(reply) ? Json.object("role", "assistant", "content", null, "refusal", reply.text())
                    : Json.object("role", "assistant", "content", reply.text());
            if (!reply.calls().isEmpty()) {
                var calls = new ArrayList<Map<String, Object>>();
                for (var call : identified(reply, number)) {
                    var json = Json.object();
                    if (!call.id().isEmpty()) {
                        json.put("id", call.id());
                    }
                    json.put("type", "function");
                    json.put("function", Json.object("name", call.tool(), "arguments", call.arguments()));
                    calls.add(json);
                }
                message.put("tool_calls", calls);
            }
            String stop = openAiStop(reply);
            var response = Json.object("id", "chatcmpl-" + number, "object", "chat.completion", "created", 1, "model", "scripted",
                    "choices", List.of(Json.object("index", 0, "message", message, "finish_reason", stop)));
            if (reply.usage() != null) {
                int prompt = reply.usage().promptTokens();
                int completion = reply.usage().completionTokens();
                response.put("usage", Json.object("prompt_tokens", prompt, "completion_tokens", completion,
                        "total_tokens", prompt + completion));
            }
            return response;
        }
    },
    ANTHROPIC("/v1/messages") {
        @Override
        Map<String, Object> response(Answer.Reply reply, int number) {
            var content = new ArrayList<Map<String, Object>>();
            if (reply.text() != null) {
                content.add(Json.object("type", "text", "text", reply.text()));
            }
            for (var call : identified(reply, number)) {
                content.add(Json.object("type", "tool_use", "id", call.id(), "name", call.tool(),
                        "input", Json.argumentTree(call.arguments())));
            }
            String stop = switch (reply.stopReason()) {
                case null -> reply.calls().isEmpty() ? "end_turn" : "tool_use";
                case "length" -> "max_tokens";
                case String other -> other;
            };
            // The real endpoint always counts tokens.
            var usage = reply.usage() == null ? new Answer.Usage(0, 0) : reply.usage();
            return Json.object("id", "msg_" + number, "type", "message", "role", "assistant", "model", "scripted",
                    "content", content, "stop_reason", stop, "stop_sequence", null,
                    "usage", Json.object("input_tokens", usage.promptTokens(), "output_tokens", usage.completionTokens()));
        }
    },
    OLLAMA("/api/chat") {
        @Override
        Map<String, Object> response(Answer.Reply reply, int number) {
            var message = Json.object("role", "assistant", "content", reply.text() == null ? "" : reply.text());
            if (!reply.calls().isEmpty()) {
                // Ollama gives its tool calls no id.
                message.put("tool_calls", reply.calls().stream()
                        .map(call -> Json.object("function",
                                Json.object("name", call.tool(), "arguments", Json.argumentTree(call.arguments()))))
                        .toList());
            }
            var response = Json.object("model", "scripted", "created_at", "2026-01-01T00:00:00Z", "message", message,
                    "done", true, "done_reason", reply.stopReason() == null ? "stop" : reply.stopReason());
            if (reply.usage() != null) {
                response.put("prompt_eval_count", reply.usage().promptTokens());
                response.put("eval_count", reply.usage().completionTokens());
            }
            return response;
        }
    };

    final String path;

    Dialect(String path) {
        this.path = path;
    }

    /** The body of the {@code number}th reply, from 1. */
    abstract Map<String, Object> response(Answer.Reply reply, int number);

    static boolean refuses(Answer.Reply reply) {
        return "refusal".equals(reply.stopReason());
    }

    /** OpenAI itself says {@code stop} where a message refuses. */
    static String openAiStop(Answer.Reply reply) {
        return reply.stopReason() != null && !refuses(reply) ? reply.stopReason() : reply.calls().isEmpty() ? "stop" : "tool_calls";
    }

    static List<Answer.Call> identified(Answer.Reply reply, int number) {
        var calls = new ArrayList<Answer.Call>();
        for (int i = 0; i < reply.calls().size(); i++) {
            var call = reply.calls().get(i);
            String id = i == 0 ? "call_" + number : "call_" + number + "_" + (i + 1);
            calls.add(call.id() == null ? new Answer.Call(id, call.tool(), call.arguments()) : call);
        }
        return calls;
    }
}
