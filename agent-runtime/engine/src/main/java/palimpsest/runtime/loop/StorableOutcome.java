package palimpsest.runtime.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import palimpsest.memory.text.StorableText;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.tools.spi.ToolOutcome;

/**
 * A tool's outcome that the database can hold: a server of others may give any text.
 *
 * @param outcome  with U+FFFD in the place of each character that can't be stored, in keys and values
 * @param replaced how many were replaced; 0 when the outcome is as it came
 */
record StorableOutcome(ToolOutcome outcome, int replaced) {

    static StorableOutcome of(ToolOutcome outcome) {
        var count = new int[1];
        SequencedMap<String, Object> result = map(outcome.result(), count);
        return count[0] == 0 ? new StorableOutcome(outcome, 0) : new StorableOutcome(new ToolOutcome(result, outcome.effects()), count[0]);
    }

    /** What the history says of it; empty when nothing was replaced. */
    Optional<HistoryRepaired> repair(String tool) {
        return replaced == 0 ? Optional.empty() : Optional.of(new HistoryRepaired("runtime", "unstorable-text", replaced + " characters of what " + tool
                + " gave can't be stored (U+0000 or lone surrogates): U+FFFD stands in their place.", null, null));
    }

    private static SequencedMap<String, Object> map(Map<?, ?> map, int[] count) {
        var clean = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> clean.put(text(String.valueOf(key), count), value(value, count)));
        return clean;
    }

    private static Object value(Object value, int[] count) {
        return switch (value) {
            case null -> null;
            case String text -> text(text, count);
            case Map<?, ?> map -> map(map, count);
            // Not List.of: a list of JSON may hold null.
            case List<?> list -> list.stream().map(item -> value(item, count)).toList();
            default -> value;
        };
    }

    private static String text(String text, int[] count) {
        StorableText storable = StorableText.clean(text);
        count[0] += storable.replaced();
        return storable.value();
    }
}
