package palimpsest.runtime.model.extractive;

import java.util.Map;

/** What to do next. */
sealed interface Move {

    /**
     * Call a tool.
     *
     * @param text what is said with it, null for nothing
     */
    record Call(String tool, Map<String, Object> arguments, String text) implements Move {}

    /** Answer in plain text, for a runtime that offers no {@code finish}. */
    record Say(String text) implements Move {}
}
