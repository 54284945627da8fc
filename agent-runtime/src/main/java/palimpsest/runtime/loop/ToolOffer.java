package palimpsest.runtime.loop;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import palimpsest.runtime.event.ConversationEvent.CallerFunction;
import palimpsest.runtime.model.wire.ToolFile;
import palimpsest.tools.ContextTools;
import palimpsest.tools.spi.ContextTool;

/**
 * The tools and how a model is told of them: in our words, or in those of a tool file that a checkpoint was trained with.
 *
 * @param described specifications by tool name that stand in place of our own
 */
public record ToolOffer(ContextTools tools, Map<String, ToolSpecification> described) {

    public ToolOffer(ContextTools tools) {
        this(tools, Map.of());
    }

    /** The tools of a run, then the functions of its caller. */
    public List<ToolSpecification> specifications(List<String> names, List<CallerFunction> functions) {
        return Stream.concat(specifications(names).stream(), functions.stream().map(function -> ToolFile.tool(function.definition()))).toList();
    }

    /** In the order of {@code names}; a name that neither the file nor we know is left out. */
    public List<ToolSpecification> specifications(List<String> names) {
        return names.stream()
                .map(name -> Optional.ofNullable(described.get(name)).or(() -> tools.find(name).map(ContextTool::specification)))
                .flatMap(Optional::stream)
                .toList();
    }
}
