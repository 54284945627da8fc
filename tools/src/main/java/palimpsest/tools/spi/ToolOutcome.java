package palimpsest.tools.spi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a tool call gives: a JSON object for the model (keys in wire order) and what changes in the conversation.
 *
 * @param result  values are strings, numbers, booleans, null, lists and maps of these
 * @param effects in the order in which they take effect; none for an error
 */
public record ToolOutcome(SequencedMap<String, Object> result, List<Effect> effects) {

    /** The key under which the model is told that a result is not whole, and how to read the rest. */
    public static final String CUT = "cut";

    public ToolOutcome {
        effects = List.copyOf(effects);
    }

    public static ToolOutcome of(SequencedMap<String, Object> result, Effect... effects) {
        return new ToolOutcome(result, List.of(effects));
    }

    /** A failure that the model reads; {@code message} says what to do instead. */
    public static ToolOutcome error(String message) {
        return new ToolOutcome(result("error", message), List.of());
    }

    /** A result object from alternating keys and values. */
    public static SequencedMap<String, Object> result(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    public boolean isError() {
        return result.containsKey("error");
    }
}
