package palimpsest.memory.meta;

import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds the JSON in what a model wrote: in a fence, with words around it, with trailing commas or comments. */
public final class LenientJson {

    private final JsonMapper json = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
                    JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();

    /** The last value in the text that satisfies {@code wanted}: models think first and conclude at the end. */
    public Optional<JsonNode> last(String text, Predicate<JsonNode> wanted) {
        Optional<JsonNode> found = Optional.empty();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            Value value = c == '{' || c == '[' ? read(text, at) : null;
            if (value != null && wanted.test(value.node())) {
                found = Optional.of(value.node());
                at = value.end();
            } else {
                at++;
            }
        }
        return found;
    }

    private record Value(JsonNode node, int end) {}

    private Value read(String text, int start) {
        try (JsonParser parser = json.createParser(text.substring(start))) {
            JsonNode node = parser.readValueAsTree();
            return new Value(node, start + (int) parser.currentLocation().getCharOffset());
        } catch (JacksonException noJson) {
            return null;
        }
    }
}
