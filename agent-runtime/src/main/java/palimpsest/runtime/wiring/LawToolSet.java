package palimpsest.runtime.wiring;

import java.util.List;
import palimpsest.tools.spi.ContextTool;

/** The law tools; none where no agent has a pack. */
record LawToolSet(List<ContextTool> all) {

    ContextTool[] tools() {
        return all.toArray(ContextTool[]::new);
    }
}
