package palimpsest.runtime.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls of tools that stand in a message's text: a model writes them as its chat template shows, and a server without a parser for that template
 * gives them as text. Known forms: {@code <tool_call>} with JSON (Hermes, Qwen) or with {@code <function=>} and {@code <parameter=>} (Qwen3-Coder),
 * {@code <|tool_call|>} (Granite), {@code <function=>} with JSON and {@code <|python_tag|>} (Llama), {@code [TOOL_CALLS]} (Mistral), and a message
 * that is nothing but {@code {"name": …, "arguments": …}}. A call begins a line outside of code; what follows the last call is no part of the message.
 * A text that only speaks of such forms stays: it names no tool that the request offers and says more than the call, or it quotes a call that stands in what
 * the model was given, such as a document, which must never become a call.
 *
 * @param text  what was said before the calls, null for nothing
 * @param calls in their order, without ids; arguments that can't be read are as they were written
 */
record WrittenCalls(String text, List<ToolExecutionRequest> calls) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TAG = "<tool_call>";
    private static final String TAG_END = "</tool_call>";
    private static final String FUNCTION = "<function=";
    private static final String FUNCTION_END = "</function>";
    /** What begins a call, in any line. */
    static final List<String> MARKERS = List.of(TAG, "<|tool_call|>", FUNCTION, "<|python_tag|>", "[TOOL_CALLS]");
    private static final Pattern BARE = Pattern.compile("\\s*\\[?\\s*\\{\\s*\"name\"\\s*:");
    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]{1,128})\"");
    private static final Pattern NAME_BEFORE = Pattern.compile("\\s*([\\w.-]{1,128})\\s*(?:\\[ARGS])?\\s*(?=\\{)");
    private static final Pattern PARAMETER = Pattern.compile("<parameter=([^>\\s]{1,128})>\\n?(.*?)\\n?(?:</parameter>|(?=<parameter=)|$)", Pattern.DOTALL);
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern MARKS = Pattern.compile("(?:\\\\+(?:[nrt]|u[0-9a-fA-F]{4})?|[^\\p{L}\\p{N}\\\\])+");
    private static final String UNNAMED = "tool_call";

    /** The calls in the answer to a request; null when it has none. */
    static WrittenCalls in(String text, ChatRequest request) {
        List<ToolSpecification> tools = request.toolSpecifications();
        if (text == null || tools == null || tools.isEmpty()) {
            return null;
        }
        int start = start(text);
        var reading = new Reading(text, tools);
        int end = text.length();
        if (start >= 0) {
            end = reading.from(start);
        } else if (BARE.matcher(text).lookingAt()) {
            start = 0;
            reading.bare();
        }
        List<ToolExecutionRequest> calls = List.copyOf(reading.calls);
        boolean alone = start >= 0 && text.substring(0, start).isBlank();
        if (calls.isEmpty() || !alone && calls.stream().noneMatch(call -> offered(call.name(), tools)) || isGiven(calls, text.substring(start, end), request.messages())) {
            return null;
        }
        return new WrittenCalls(alone ? null : text.substring(0, start).stripTrailing(), calls);
    }

    /** Whether they, or one with the same arguments, stand in a text that the model did not write. Results are JSON, in which a document's own JSON is escaped. */
    private static boolean isGiven(List<ToolExecutionRequest> calls, String written, List<ChatMessage> messages) {
        List<String> given = messages.stream().map(WrittenCalls::given).map(WrittenCalls::lettersOf).toList();
        String block = lettersOf(written);
        return given.stream().anyMatch(text -> text.contains(block)) || calls.stream().anyMatch(call -> {
            String name = lettersOf(call.name());
            String arguments = lettersOf(call.arguments());
            return !arguments.isEmpty() && given.stream().anyMatch(text -> text.contains(name + "arguments" + arguments) || text.contains(name + "parameters" + arguments)
                    || text.contains(name + arguments));
        });
    }

    private static String given(ChatMessage message) {
        return switch (message) {
            case UserMessage user -> user.contents().stream().filter(TextContent.class::isInstance).map(content -> ((TextContent) content).text()).collect(Collectors.joining("\n"));
            case ToolExecutionResultMessage result -> result.text() == null ? "" : result.text();
            default -> "";
        };
    }

    /** What is left without marks, spaces and escapes. */
    private static String lettersOf(String text) {
        return MARKS.matcher(text).replaceAll("");
    }

    /** Where the first call begins; negative when none does. */
    private static int start(String text) {
        boolean code = false;
        for (int line = 0; line < text.length(); line = next(text, line)) {
            int at = line;
            while (at < text.length() && text.charAt(at) != '\n' && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (text.startsWith("```", at)) {
                code = !code;
            } else if (!code && markerAt(text, at) != null) {
                return at;
            }
        }
        return -1;
    }

    private static int next(String text, int line) {
        int end = text.indexOf('\n', line);
        return end < 0 ? text.length() : end + 1;
    }

    private static String markerAt(String text, int at) {
        return MARKERS.stream().filter(marker -> text.startsWith(marker, at)).findFirst().orElse(null);
    }

    private static boolean offered(String name, List<ToolSpecification> tools) {
        return tools.stream().anyMatch(tool -> tool.name().equals(name));
    }

    private static ToolExecutionRequest call(String name, String arguments) {
        return ToolExecutionRequest.builder().name(name).arguments(arguments).build();
    }

    private static JsonNode arguments(JsonNode call) {
        return call.path(call.has("arguments") ? "arguments" : "parameters");
    }

    /** Null when it is none. */
    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Where the JSON value that begins there ends; the end of the text when it does not end. */
    private static int jsonEnd(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        return text.length();
    }

    /** Holds back what may be such a call while a message comes. For one message. */
    static final class Holder {

        private static final List<String> BEGINNINGS = List.of("{\"name\":", "[{\"name\":");
        private static final String CODE = "```";

        private final boolean offered;
        /** Of the line that comes, as long as it may begin a call; after that, all that follows. */
        private final StringBuilder pending = new StringBuilder();
        private boolean lineBegins = true;
        private boolean messageBegins = true;
        private boolean code;
        private boolean holds;

        /** @param tools without any, nothing is held back */
        Holder(List<ToolSpecification> tools) {
            this.offered = tools != null && !tools.isEmpty();
        }

        /** What can be shown more; empty for nothing. */
        String more(String part) {
            if (!offered) {
                return part;
            }
            if (holds) {
                pending.append(part);
                return "";
            }
            var shown = new StringBuilder();
            for (int i = 0; i < part.length() && !holds; i++) {
                char c = part.charAt(i);
                pending.append(c);
                if (c == '\n' && !mayBeginJson()) {
                    lineBegins = true;
                    flush(shown);
                } else if (!lineBegins || !mayBegin() && !lastLineMayBegin(shown)) {
                    lineBegins = false;
                    flush(shown);
                }
                if (holds) {
                    pending.append(part, i + 1, part.length());
                }
            }
            return shown.toString();
        }

        /** What was held back and is shown after all, at the end of a message without calls. */
        String held() {
            String held = pending.toString();
            pending.setLength(0);
            holds = false;
            return held;
        }

        /** The lines before it, which might have been the beginning of JSON, are shown. */
        private boolean lastLineMayBegin(StringBuilder shown) {
            int line = pending.lastIndexOf("\n") + 1;
            if (line == 0) {
                return false;
            }
            String last = pending.substring(line);
            pending.setLength(line);
            flush(shown);
            pending.append(last);
            return mayBegin();
        }

        private void flush(StringBuilder shown) {
            messageBegins &= pending.toString().isBlank();
            shown.append(pending);
            pending.setLength(0);
        }

        /** Whether the line so far may begin a call; holds when it does. */
        private boolean mayBegin() {
            String line = pending.toString().stripLeading();
            if (line.equals(CODE)) {
                code = !code;
                return false;
            }
            if (line.isEmpty() || CODE.startsWith(line)) {
                return true;
            }
            if (!code && MARKERS.stream().anyMatch(line::startsWith)) {
                holds = true;
                return true;
            }
            return !code && MARKERS.stream().anyMatch(marker -> marker.startsWith(line)) || mayBeginJson();
        }

        /** Whether the message so far may begin a call that is JSON and nothing else; holds when it does. */
        private boolean mayBeginJson() {
            String json = messageBegins ? BLANKS.matcher(pending).replaceAll("") : "";
            holds |= BEGINNINGS.stream().anyMatch(json::startsWith);
            return holds || !json.isEmpty() && BEGINNINGS.stream().anyMatch(beginning -> beginning.startsWith(json));
        }
    }

    /** One call after the other. */
    private static final class Reading {

        private final String text;
        private final List<ToolSpecification> tools;
        private final List<ToolExecutionRequest> calls = new ArrayList<>();

        Reading(String text, List<ToolSpecification> tools) {
            this.text = text;
            this.tools = tools;
        }

        /** Gives where the last one ends. */
        int from(int start) {
            int at = start;
            for (String marker = markerAt(text, at); marker != null; marker = markerAt(text, at)) {
                at = blanks(marker.equals(FUNCTION) ? function(at) : body(blanks(at + marker.length())));
            }
            return at;
        }

        /** Of a message that is one JSON text, which names tools that are offered and nothing but their arguments. */
        void bare() {
            JsonNode read = json(text.strip());
            if (read == null) {
                return;
            }
            for (JsonNode each : read.isArray() ? read.values() : List.of(read)) {
                if (each.size() != 2 || !(arguments(each) instanceof ObjectNode) || !offered(each.path("name").asString(""), tools)) {
                    calls.clear();
                    return;
                }
                calls.add(call(each.path("name").asString(), arguments(each).toString()));
            }
        }

        private int blanks(int at) {
            int next = at;
            while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            return next;
        }

        /** What follows a marker; gives where it ends. */
        private int body(int at) {
            int end;
            if (text.startsWith(FUNCTION, at)) {
                end = function(at);
            } else if (at < text.length() && (text.charAt(at) == '{' || text.charAt(at) == '[')) {
                end = jsonEnd(text, at);
                objects(text.substring(at, end));
            } else {
                Matcher name = NAME_BEFORE.matcher(text).region(at, text.length());
                int json = name.lookingAt() ? name.end() : -1;
                end = json < 0 ? closed(at) : jsonEnd(text, json);
                if (json >= 0) {
                    calls.add(call(name.group(1), text.substring(json, end)));
                } else {
                    unread(text.substring(at, end));
                }
            }
            int after = blanks(end);
            return text.startsWith(TAG_END, after) ? after + TAG_END.length() : end;
        }

        private int closed(int at) {
            int close = text.indexOf(TAG_END, at);
            return close < 0 ? text.length() : close;
        }

        private void objects(String body) {
            JsonNode read = json(body);
            if (read == null) {
                unread(body);
                return;
            }
            for (JsonNode each : read.isArray() ? read.values() : List.of(read)) {
                String name = each.path("name").asString("");
                JsonNode arguments = arguments(each);
                if (name.isBlank()) {
                    unread(each.toString());
                } else {
                    calls.add(call(name, arguments.isString() ? arguments.stringValue() : arguments.isMissingNode() || arguments.isNull() ? "{}" : arguments.toString()));
                }
            }
        }

        /** It is a call all the same: the answer to it says what is wrong. */
        private void unread(String body) {
            Matcher name = NAME.matcher(body);
            String written = body.strip();
            int end = written.indexOf(TAG_END);
            calls.add(call(name.find() ? name.group(1) : UNNAMED, end < 0 ? written : written.substring(0, end).strip()));
        }

        private int function(int at) {
            int nameEnd = text.indexOf('>', at);
            int close = text.indexOf(FUNCTION_END, at);
            int end = close < 0 ? text.length() : close;
            if (nameEnd < 0 || nameEnd > end) {
                unread(text.substring(at, end));
            } else {
                String name = text.substring(at + FUNCTION.length(), nameEnd).strip();
                String body = text.substring(nameEnd + 1, end);
                calls.add(call(name, body.stripLeading().startsWith("{") ? body.strip() : parameters(name, body)));
            }
            return close < 0 ? end : close + FUNCTION_END.length();
        }

        /** Values have no types there: the tool's schema says which are texts. */
        private String parameters(String tool, String body) {
            Map<String, JsonSchemaElement> schemas = tools.stream().filter(each -> each.name().equals(tool) && each.parameters() != null).findFirst()
                    .map(each -> each.parameters().properties()).orElse(Map.of());
            ObjectNode arguments = JSON.createObjectNode();
            Matcher parameter = PARAMETER.matcher(body);
            while (parameter.find()) {
                JsonSchemaElement schema = schemas.get(parameter.group(1));
                JsonNode value = schema instanceof JsonStringSchema || schema instanceof JsonEnumSchema ? null : json(parameter.group(2).strip());
                if (value == null) {
                    arguments.put(parameter.group(1), parameter.group(2));
                } else {
                    arguments.set(parameter.group(1), value);
                }
            }
            return arguments.toString();
        }
    }
}
