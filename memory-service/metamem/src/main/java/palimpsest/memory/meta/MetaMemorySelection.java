package palimpsest.memory.meta;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The rules that stood in front of one question.
 *
 * @param version number of the version that they are from, 0 for none
 */
public record MetaMemorySelection(int version, List<MetaMemoryRule> rules) {

    public static final MetaMemorySelection NONE = new MetaMemorySelection(0, List.of());

    private static final String HEADING = "Rules learned from earlier answers on how to use notes and memories. Follow those that apply to the question:";

    public MetaMemorySelection {
        rules = rules == null ? List.of() : List.copyOf(rules);
    }

    /** The rules as a model is told of them, one line each; empty without rules. */
    public String text() {
        return rules.isEmpty() ? "" : HEADING + rules.stream().map(rule -> "\n" + rule.id() + ": " + rule.content()).collect(Collectors.joining());
    }
}
