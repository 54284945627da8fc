package palimpsest.runtime.api.openai;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import palimpsest.runtime.event.ConversationEvent.CallerFunction;
import palimpsest.runtime.model.wire.ToolFile;
import tools.jackson.databind.json.JsonMapper;

/** Reads the tools of a request: functions that the caller runs. */
final class CallerTools {

    private static final String NAME = "[a-zA-Z0-9_-]{1,64}";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CallerTools() {}

    /** Of a chat completion: {@code {"type": "function", "function": {…}}}. */
    static List<CallerFunction> nested(Fields request, List<String> own) {
        return read(request, own, tool -> {
            Fields function = tool.child("function");
            if (function == null) {
                throw tool.missing("function");
            }
            return new Written(function, JSON.writeValueAsString(tool.object()));
        });
    }

    /** Of a response: {@code {"type": "function", "name": …}}. */
    static List<CallerFunction> flat(Fields request, List<String> own) {
        return read(request, own, tool -> {
            Map<String, Object> function = new LinkedHashMap<>();
            for (String field : List.of("name", "description", "parameters", "strict")) {
                if (tool.has(field)) {
                    function.put(field, tool.get(field));
                }
            }
            Map<String, Object> nested = new LinkedHashMap<>();
            nested.put("type", "function");
            nested.put("function", function);
            return new Written(tool, JSON.writeValueAsString(nested));
        });
    }

    private record Written(Fields function, String definition) {}

    @FunctionalInterface
    private interface Form {
        Written of(Fields tool);
    }

    private static List<CallerFunction> read(Fields request, List<String> own, Form form) {
        List<CallerFunction> functions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean offered = choice(request);
        for (Fields tool : request.children("tools")) {
            String type = tool.requiredText("type");
            tool.refuse(!type.equals("function"), "type", "A tool of type '" + type + "' is not offered here: only functions that the caller runs can be given.");
            Written written = form.of(tool);
            String name = written.function().requiredText("name");
            if (!name.matches(NAME)) {
                throw OpenAiError.invalid(written.function().path("name"), "A function's name has 1 to 64 letters, digits, _ or -.");
            }
            if (own.contains(name) || !names.add(name)) {
                throw OpenAiError.invalid(written.function().path("name"), own.contains(name)
                        ? "The agent has a tool named '" + name + "' itself: give the function another name." : "Two functions are named '" + name + "'.");
            }
            functions.add(new CallerFunction(name, checked(written)));
        }
        return offered ? functions : List.of();
    }

    private static String checked(Written written) {
        try {
            ToolFile.tool(written.definition());
            return written.definition();
        } catch (IllegalArgumentException e) {
            throw OpenAiError.invalid(written.function().path("parameters"), "invalid_function_parameters", e.getMessage() + ".");
        }
    }

    /** Whether the functions are offered at all. */
    private static boolean choice(Fields request) {
        if (!request.has("tool_choice")) {
            return true;
        }
        String choice = request.get("tool_choice").isString() ? request.text("tool_choice") : "";
        request.refuse(!choice.equals("auto") && !choice.equals("none"), "tool_choice",
                "tool_choice can be 'auto' or 'none': an agent decides itself which of its own tools and of the caller's functions it calls.");
        return choice.equals("auto");
    }
}
