package palimpsest.runtime.api.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object of a request. A null is as good as absent; unknown fields are never looked at.
 *
 * @param path of the object in the request, empty for the request itself: names a wrong field in its error
 */
record Fields(JsonNode object, String path) {

    static Fields of(JsonNode request) {
        if (request == null || !request.isObject()) {
            throw OpenAiError.invalid(null, "We could not parse the JSON body of your request. The API expects one JSON object.");
        }
        return new Fields(request, "");
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    JsonNode get(String name) {
        return object.path(name);
    }

    boolean has(String name) {
        return !get(name).isMissingNode() && !get(name).isNull();
    }

    /** Null when absent. */
    String text(String name) {
        if (!has(name)) {
            return null;
        }
        if (!get(name).isString()) {
            throw wrongType(name, "a string");
        }
        return get(name).asString();
    }

    String requiredText(String name) {
        String text = text(name);
        if (text == null || text.isBlank()) {
            throw missing(name);
        }
        return text;
    }

    boolean flag(String name) {
        if (has(name) && !get(name).isBoolean()) {
            throw wrongType(name, "a boolean");
        }
        return has(name) && get(name).asBoolean();
    }

    Integer integer(String name) {
        if (!has(name)) {
            return null;
        }
        if (!get(name).isIntegralNumber() || !get(name).canConvertToInt()) {
            throw wrongType(name, "an integer");
        }
        return get(name).asInt();
    }

    /** Refuses a smaller number, as OpenAI does. */
    void atLeast(String name, int least) {
        Integer given = integer(name);
        if (given != null && given < least) {
            throw OpenAiError.invalid(path(name), "integer_below_min_value", "Invalid '" + path(name) + "': integer below minimum value. Expected a value >= "
                    + least + ", but got " + given + " instead.");
        }
    }

    /** Null when absent. */
    Fields child(String name) {
        if (!has(name)) {
            return null;
        }
        if (!get(name).isObject()) {
            throw wrongType(name, "an object");
        }
        return new Fields(get(name), path(name));
    }

    /** Objects of a list; empty when absent. */
    List<Fields> children(String name) {
        if (!has(name)) {
            return List.of();
        }
        if (!get(name).isArray()) {
            throw wrongType(name, "an array");
        }
        List<Fields> children = new ArrayList<>();
        for (JsonNode child : get(name)) {
            String where = path(name) + "[" + children.size() + "]";
            if (!child.isObject()) {
                throw OpenAiError.invalid(where, "invalid_type", "Invalid type for '" + where + "': expected an object.");
            }
            children.add(new Fields(child, where));
        }
        return children;
    }

    /**
     * Text that is a string or a list of parts.
     *
     * @param types of the parts that hold text; any other part is refused
     * @return null when absent
     */
    String content(String name, List<String> types) {
        if (!has(name) || get(name).isString()) {
            return text(name);
        }
        if (!get(name).isArray()) {
            throw wrongType(name, "a string or an array");
        }
        return children(name).stream().map(part -> part(part, types)).collect(Collectors.joining("\n"));
    }

    private static String part(Fields part, List<String> types) {
        String type = part.requiredText("type");
        if (!types.contains(type)) {
            throw OpenAiError.unsupported(part.path("type"), "A part of type '" + type + "' can't be read here: agents read text. Use "
                    + String.join(" or ", types) + "; documents are uploaded to POST /api/conversations/{id}/documents.");
        }
        return type.equals("refusal") ? part.text("refusal") == null ? "" : part.text("refusal") : part.text("text") == null ? "" : part.text("text");
    }

    OpenAiError missing(String name) {
        return OpenAiError.invalid(path(name), "missing_required_parameter", "Missing required parameter: '" + path(name) + "'.");
    }

    OpenAiError wrongType(String name, String expected) {
        return OpenAiError.invalid(path(name), "invalid_type", "Invalid type for '" + path(name) + "': expected " + expected + ".");
    }

    /** Refuses a value that would be passed over otherwise. */
    void refuse(boolean given, String name, String message) {
        if (given) {
            throw OpenAiError.unsupported(path(name), message);
        }
    }

    List<String> texts(String name) {
        if (!get(name).isArray()) {
            return has(name) ? List.of(text(name)) : List.of();
        }
        return StreamSupport.stream(get(name).spliterator(), false).map(value -> {
            if (!value.isString()) {
                throw wrongType(name, "an array of strings");
            }
            return value.asString();
        }).toList();
    }
}
