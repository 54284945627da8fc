package palimpsest.runtime.loop;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.model.wire.ToolFile;
import palimpsest.tools.ContextTools;

/**
 * The tools and how a model is told of them: in our words, or in those of a tool file that a checkpoint was trained with.
 *
 * @param described specifications by tool name that stand in place of our own
 */
public record ToolOffer(ContextTools tools, Map<String, ToolSpecification> described) {

    public ToolOffer(ContextTools tools) {
        this(tools, Map.of());
    }

    /**
     * The tools of a run, then the functions of its caller. Without the one that ends a run where the caller waits for a call; that one takes
     * an answer in the form that the caller asked for.
     *
     * @param run empty for none in progress
     */
    public List<ToolSpecification> specifications(List<String> names, Optional<RunProgress> run) {
        if (run.isEmpty()) {
            return specifications(names);
        }
        List<ToolSpecification> own = specifications(run.get().mustCallFunction() ? names.stream().filter(name -> !name.equals(FormedAnswer.FINISH)).toList() : names);
        return Stream.concat(own.stream().map(tool -> tool.name().equals(FormedAnswer.FINISH) ? FormedAnswer.asking(run.get().caller().format(), tool) : tool),
                run.get().functions().stream().map(function -> ToolFile.tool(function.definition()))).toList();
    }

    /** In the order of {@code names}; a name that neither the file nor we know is left out. */
    public List<ToolSpecification> specifications(List<String> names) {
        return names.stream()
                .map(name -> Optional.ofNullable(described.get(name)).or(() -> tools.specification(name)))
                .flatMap(Optional::stream)
                .toList();
    }
}
