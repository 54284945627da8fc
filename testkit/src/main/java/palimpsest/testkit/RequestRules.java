package palimpsest.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * What OpenAI, Anthropic and Ollama ask of a request, and the strict chat templates that servers use: what one of them would refuse. Where they
 * differ the strictest counts (names of 64 characters, ids of 40), so that a request that passes may go to any of them.
 */
final class RequestRules {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,40}");
    /** Anthropic's rule. */
    private static final Pattern PROPERTY = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");
    private static final int MOST_TOOLS = 128;
    private static final int LONGEST_DESCRIPTION = 1024;
    private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf", "allOf", "not", "enum");

    private final List<String> problems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    /** Calls of the last assistant message that have no result yet. */
    private final Set<String> open = new LinkedHashSet<>();

    private RequestRules() {}

    /** What is wrong with a request's body; empty for a valid one. */
    static List<String> problems(Dialect dialect, JsonNode body) {
        var rules = new RequestRules();
        if (!body.isObject()) {
            return List.of("the body is no JSON object");
        }
        rules.require(body.path("model").isString() && !body.path("model").stringValue().isBlank(), "model is missing");
        switch (dialect) {
            case OPENAI -> rules.openAi(body);
            case ANTHROPIC -> rules.anthropic(body);
            case OLLAMA -> rules.ollama(body);
        }
        return rules.problems;
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    // --- OpenAI

    private void openAi(JsonNode body) {
        number(body, "temperature", 0, 2);
        number(body, "top_p", 0, 1);
        for (String limit : List.of("max_tokens", "max_completion_tokens")) {
            require(!body.has(limit) || body.path(limit).asInt() > 0, limit + " is not above 0");
        }
        messages(body.path("messages"), List.of("system", "developer", "user", "assistant", "tool"), (message, at) -> {
            switch (role(message)) {
                case "tool" -> result(message.path("tool_call_id").asString(""), at);
                case "assistant" -> {
                    require(message.path("tool_calls").isMissingNode() || message.path("tool_calls").isArray() && !message.path("tool_calls").isEmpty(),
                            at + ": tool_calls is empty");
                    message.path("tool_calls").forEach(call -> {
                        require(call.path("type").asString("").equals("function"), at + ": a call is of no type function");
                        call(call.path("id").asString(""), call.path("function").path("name").asString(""), at);
                        JsonNode arguments = call.path("function").path("arguments");
                        require(arguments.isString() && Json.parse(arguments.stringValue()).isObject(), at + ": arguments are no text of a JSON object: " + arguments);
                    });
                }
                default -> { }
            }
        });
        tools(body.path("tools"), tool -> {
            require(tool.path("type").asString("").equals("function"), "a tool is of no type function");
            return tool.path("function");
        }, "parameters");
    }

    // --- Ollama

    private void ollama(JsonNode body) {
        messages(body.path("messages"), List.of("system", "user", "assistant", "tool"), (message, at) -> {
            require(message.path("content").isMissingNode() || message.path("content").isString(), at + ": content is no text");
            if (role(message).equals("tool")) {
                // Results have no ids here: they follow in the order of the calls.
                result(open.isEmpty() ? "" : open.iterator().next(), at);
            }
            int number = 0;
            for (JsonNode call : message.path("tool_calls")) {
                call("at_" + at.replaceAll("[^0-9]", "") + "_" + number++, call.path("function").path("name").asString(""), at);
                require(call.path("function").path("arguments").isObject(), at + ": arguments are no JSON object");
            }
        });
        tools(body.path("tools"), tool -> tool.path("function"), "parameters");
    }

    // --- both

    private interface Check {
        void of(JsonNode message, String at);
    }

    private void messages(JsonNode messages, List<String> roles, Check check) {
        require(messages.isArray() && !messages.isEmpty(), "messages is empty");
        String before = "";
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String role = role(message);
            String at = "messages[" + i + "] (" + role + ")";
            require(roles.contains(role), at + ": no role of this interface");
            boolean system = role.equals("system") || role.equals("developer");
            require(!system || i == 0, at + ": a system message behind others");
            require(!role.equals("assistant") || before.equals("user") || before.equals("tool"), at + ": an assistant message behind " + (before.isEmpty() ? "nothing" : before));
            require(!role.equals("user") || !before.equals("user"), at + ": two user messages in a row");
            if (!role.equals("tool")) {
                require(open.isEmpty(), at + ": calls without a result before it: " + open);
                open.clear();
                boolean calls = !message.path("tool_calls").isEmpty();
                require(calls || !blank(message.path("content")), at + ": no content");
            } else {
                require(message.path("content").isString() || message.path("content").isArray(), at + ": a result without content");
            }
            check.of(message, at);
            before = role;
        }
        require(open.isEmpty(), "calls without a result at the end: " + open);
        require(before.equals("user") || before.equals("tool"), "the last message is of " + before);
    }

    private static String role(JsonNode message) {
        return message.path("role").asString("");
    }

    private static boolean blank(JsonNode content) {
        if (content.isString()) {
            return content.stringValue().isBlank();
        }
        return !content.isArray() || content.isEmpty()
                || StreamSupport.stream(content.spliterator(), false).anyMatch(part -> part.path("type").asString("").equals("text") && part.path("text").asString("").isBlank());
    }

    private void call(String id, String name, String at) {
        require(ID.matcher(id).matches(), at + ": a call's id is not of the form " + ID + ": " + id);
        require(ids.add(id), at + ": the id of a call stands twice: " + id);
        require(NAME.matcher(name).matches(), at + ": a tool's name is not of the form " + NAME + ": " + name);
        open.add(id);
    }

    private void result(String id, String at) {
        require(open.remove(id), at + ": a result without a call before it: " + id);
    }

    private interface Definition {
        JsonNode of(JsonNode tool);
    }

    private void tools(JsonNode tools, Definition definition, String schema) {
        if (tools.isMissingNode() || tools.isNull()) {
            return;
        }
        require(tools.isArray() && !tools.isEmpty(), "tools is empty");
        require(tools.size() <= MOST_TOOLS, "more than " + MOST_TOOLS + " tools");
        Set<String> names = new HashSet<>();
        for (JsonNode tool : tools) {
            JsonNode function = definition.of(tool);
            String name = function.path("name").asString("");
            require(NAME.matcher(name).matches(), "a tool's name is not of the form " + NAME + ": " + name);
            require(names.add(name), "two tools have the name " + name);
            JsonNode description = function.path("description");
            require(description.isMissingNode() || description.isString(), name + ": the description is no text");
            require(description.asString("").length() <= LONGEST_DESCRIPTION, name + ": a description of more than " + LONGEST_DESCRIPTION + " characters");
            JsonNode parameters = function.path(schema);
            if (!parameters.isMissingNode() || schema.equals("input_schema")) {
                require(parameters.path("type").asString("").equals("object"), name + ": the schema of the parameters is of no type object");
                require(parameters.path("properties").isMissingNode() || parameters.path("properties").isObject(), name + ": properties is no object");
                ALTERNATIVES.forEach(word -> require(!parameters.has(word), name + ": " + word + " at the top of the schema"));
                properties(parameters, name);
            }
        }
    }

    private void properties(JsonNode schema, String tool) {
        schema.path("properties").forEachEntry((property, described) -> {
            require(PROPERTY.matcher(property).matches(), tool + ": a property's name is not of the form " + PROPERTY + ": " + property);
            schema(described, tool);
        });
    }

    private void schema(JsonNode schema, String tool) {
        require(schema.isObject() || schema.isBoolean(), tool + ": a schema that is none: " + schema);
        require(!schema.path("type").asString("").equals("array") || schema.has("items"), tool + ": an array without items");
        properties(schema, tool);
        if (schema.path("items").isObject()) {
            schema(schema.path("items"), tool);
        }
    }

    private void number(JsonNode body, String name, double least, double most) {
        JsonNode value = body.path(name);
        require(value.isMissingNode() || value.isNumber() && value.asDouble() >= least && value.asDouble() <= most, name + " is not from " + least + " to " + most);
    }

    // --- Anthropic

    private void anthropic(JsonNode body) {
        require(body.path("max_tokens").asInt(0) > 0, "max_tokens is missing");
        number(body, "temperature", 0, 1);
        number(body, "top_p", 0, 1);
        if (body.has("system")) {
            require(!blank(body.path("system")), "system without text");
        }
        JsonNode messages = body.path("messages");
        require(messages.isArray() && !messages.isEmpty(), "messages is empty");
        String before = "assistant";
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String role = role(message);
            String at = "messages[" + i + "] (" + role + ")";
            require(Set.of("user", "assistant").contains(role), at + ": no role of this interface");
            require(!role.equals(before), at + (i == 0 ? ": the first message is not the user's" : ": two messages of one role in a row"));
            require(!blank(message.path("content")), at + ": content or a block of it is empty");
            blocks(message, role, at);
            before = role;
        }
        require(open.isEmpty(), "calls without a result at the end: " + open);
        require(before.equals("user"), "the last message is the assistant's");
        tools(body.path("tools"), tool -> tool, "input_schema");
    }

    private void blocks(JsonNode message, String role, String at) {
        boolean others = false;
        Set<String> called = Set.copyOf(open);
        for (JsonNode block : message.path("content").isArray() ? message.path("content") : List.<JsonNode>of()) {
            switch (block.path("type").asString("")) {
                case "tool_use" -> {
                    require(role.equals("assistant"), at + ": a call of the user");
                    call(block.path("id").asString(""), block.path("name").asString(""), at);
                    require(block.path("input").isObject(), at + ": input is no JSON object");
                }
                case "tool_result" -> {
                    require(role.equals("user"), at + ": a result of the assistant");
                    require(!others, at + ": a result behind other content");
                    result(block.path("tool_use_id").asString(""), at);
                }
                default -> others = true;
            }
        }
        if (role.equals("user")) {
            require(open.isEmpty(), at + ": calls without a result in it: " + open);
            open.removeAll(called);
        }
    }
}
