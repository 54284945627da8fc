package palimpsest.runtime.wiring;

import java.util.List;
import java.util.function.Function;
import palimpsest.tools.spi.ContextTool;

/**
 * The law tools; none where no agent has a pack.
 *
 * @param ofAgent names of those that an agent of this name is offered
 */
record LawToolSet(List<ContextTool> all, Function<String, List<String>> ofAgent) {

    static final LawToolSet NONE = new LawToolSet(List.of(), agent -> List.of());

    ContextTool[] tools() {
        return all.toArray(ContextTool[]::new);
    }
}
