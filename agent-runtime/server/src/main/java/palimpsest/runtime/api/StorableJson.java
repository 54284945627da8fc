package palimpsest.runtime.api;

import java.util.Optional;
import palimpsest.memory.text.StorableText;
import palimpsest.runtime.api.Problems.Invalid;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.json.JsonMapper;

/** Looks through JSON for texts that the database can't hold. */
final class StorableJson {

    private final JsonMapper json;

    StorableJson(JsonMapper json) {
        this.json = json;
    }

    /**
     * The first text that can't be stored, with its path ({@code turns[0].text}); of a field's name the path of its object.
     *
     * @throws tools.jackson.core.JacksonException when it is no JSON
     */
    Optional<Invalid> problem(byte[] text) {
        try (JsonParser parser = json.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME) {
                    Optional<String> problem = StorableText.problem(parser.getString());
                    if (problem.isPresent()) {
                        return Optional.of(token == JsonToken.VALUE_STRING ? new Invalid(path(parser.streamReadContext()), problem.get())
                                : new Invalid(path(parser.streamReadContext().getParent()), "has a name that " + problem.get()));
                    }
                }
            }
            return Optional.empty();
        }
    }

    private static String path(TokenStreamContext context) {
        if (context == null || context.inRoot()) {
            return Problems.BODY;
        }
        String parent = path(context.getParent());
        String before = parent.equals(Problems.BODY) ? "" : parent;
        if (context.inArray()) {
            return before + "[" + context.getCurrentIndex() + "]";
        }
        return before + (before.isEmpty() ? "" : ".") + context.currentName();
    }
}
