package palimpsest.runtime.wiring;

import java.util.List;
import palimpsest.tools.spi.ContextTool;

/** The tools of servers of others, in order; all of them are offered to agents. */
record RemoteToolSet(List<ContextTool> all) {

    static final RemoteToolSet NONE = new RemoteToolSet(List.of());

    List<String> names() {
        return all.stream().map(ContextTool::name).toList();
    }
}
