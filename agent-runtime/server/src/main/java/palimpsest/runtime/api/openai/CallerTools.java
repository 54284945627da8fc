package palimpsest.runtime.api.openai;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import palimpsest.runtime.event.CallerFunction;
import palimpsest.runtime.model.wire.ToolFile;
import tools.jackson.databind.json.JsonMapper;

/**
 * Functions that the caller runs, as a request offers them: {@code tools}, {@code tool_choice}, {@code parallel_tool_calls}.
 *
 * @param functions     that may be called
 * @param required      whether one of them must be called
 * @param oneCallAtATime whether a message may call no more than one
 */
record CallerTools(List<CallerFunction> functions, boolean required, boolean oneCallAtATime) {

    private static final String NAME = "[a-zA-Z0-9_-]{1,64}";
    /** Of the agent's own and the caller's together, as providers of OpenAI's interface take them. */
    private static final int MOST_TOOLS = 128;
    private static final String CHOICE = "tool_choice";
    private static final String FUNCTION = "function";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Of a chat completion: {@code {"type": "function", "function": {…}}}. */
    static CallerTools nested(Fields request, List<String> own) {
        return read(request, own, new Form() {
            @Override
            public Written written(Fields tool) {
                return new Written(required(tool, FUNCTION), JSON.writeValueAsString(tool.object()));
            }

            @Override
            public Fields named(Fields tool) {
                return required(tool, FUNCTION);
            }

            @Override
            public Fields allowed(Fields choice) {
                return required(choice, "allowed_tools");
            }
        });
    }

    /** Of a response: {@code {"type": "function", "name": …}}. */
    static CallerTools flat(Fields request, List<String> own) {
        return read(request, own, new Form() {
            @Override
            public Written written(Fields tool) {
                Map<String, Object> function = new LinkedHashMap<>();
                for (String field : List.of("name", "description", "parameters", "strict")) {
                    if (tool.has(field)) {
                        function.put(field, tool.get(field));
                    }
                }
                Map<String, Object> nested = new LinkedHashMap<>();
                nested.put("type", FUNCTION);
                nested.put(FUNCTION, function);
                return new Written(tool, JSON.writeValueAsString(nested));
            }

            @Override
            public Fields named(Fields tool) {
                return tool;
            }

            @Override
            public Fields allowed(Fields choice) {
                return choice;
            }
        });
    }

    private static Fields required(Fields fields, String name) {
        Fields child = fields.child(name);
        if (child == null) {
            throw fields.missing(name);
        }
        return child;
    }

    private record Written(Fields function, String definition) {}

    /** Where the two APIs write the same thing differently. */
    private interface Form {
        Written written(Fields tool);

        /** Holds the name of a function that a choice names. */
        Fields named(Fields tool);

        /** Holds mode and tools of a choice among several. */
        Fields allowed(Fields choice);
    }

    private static CallerTools read(Fields request, List<String> own, Form form) {
        List<CallerFunction> functions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<Fields> tools = request.children("tools");
        if (!tools.isEmpty() && tools.size() + own.size() > MOST_TOOLS) {
            throw OpenAiError.invalid("tools", "array_above_max_length", "Too many functions: a provider takes " + MOST_TOOLS + " tools, and the agent has "
                    + own.size() + " of its own. Give " + Math.max(0, MOST_TOOLS - own.size()) + " at most.");
        }
        for (Fields tool : tools) {
            String type = tool.requiredText("type");
            tool.refuse(!type.equals(FUNCTION), "type", "A tool of type '" + type + "' is not offered here: only functions that the caller runs can be given.");
            Written written = form.written(tool);
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
        boolean parallel = !request.has("parallel_tool_calls") || request.flag("parallel_tool_calls");
        return chosen(request, form, new CallerTools(functions, false, !functions.isEmpty() && !parallel));
    }

    private static String checked(Written written) {
        try {
            ToolFile.tool(written.definition());
            return written.definition();
        } catch (IllegalArgumentException e) {
            throw OpenAiError.invalid(written.function().path("parameters"), "invalid_function_parameters", e.getMessage() + ".");
        }
    }

    /** What the caller's choice leaves: of functions that may not be called the model is not told. */
    private static CallerTools chosen(Fields request, Form form, CallerTools offered) {
        if (!request.has(CHOICE)) {
            return offered;
        }
        if (request.get(CHOICE).isString()) {
            return offered.by(request.text(CHOICE), CHOICE);
        }
        Fields choice = request.child(CHOICE);
        String type = choice.requiredText("type");
        switch (type) {
            case FUNCTION -> {
                return offered.only(List.of(name(offered, form.named(choice)))).by("required", CHOICE);
            }
            case "allowed_tools" -> {
                Fields allowed = form.allowed(choice);
                List<String> names = allowed.children("tools").stream().map(tool -> name(offered, form.named(tool))).toList();
                return offered.only(names).by(allowed.requiredText("mode"), allowed.path("mode"));
            }
            default -> throw OpenAiError.unsupported(choice.path("type"), "tool_choice can be 'none', 'auto', 'required', a function, or allowed_tools.");
        }
    }

    private static String name(CallerTools offered, Fields named) {
        String name = named.requiredText("name");
        if (offered.functions.stream().noneMatch(function -> function.name().equals(name))) {
            throw OpenAiError.invalid(named.path("name"), "Tool choice '" + name + "' not found in 'tools' parameter.");
        }
        return name;
    }

    private CallerTools only(List<String> names) {
        return new CallerTools(functions.stream().filter(function -> names.contains(function.name())).toList(), required, oneCallAtATime);
    }

    private CallerTools by(String mode, String path) {
        return switch (mode) {
            case "auto" -> this;
            case "none" -> new CallerTools(List.of(), false, false);
            case "required" -> {
                if (functions.isEmpty()) {
                    throw OpenAiError.invalid(CHOICE, "'tool_choice' is only allowed when 'tools' are specified.");
                }
                yield new CallerTools(functions, true, oneCallAtATime);
            }
            default -> throw OpenAiError.invalid(path, "invalid_value", "Invalid value: '" + mode + "'. Supported values are: 'none', 'auto', and 'required'.");
        };
    }
}
