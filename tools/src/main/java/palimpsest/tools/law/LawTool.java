package palimpsest.tools.law;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** A tool that works on the pack of the conversation that it is called in. */
final class LawTool implements ContextTool {

    private final ToolSpecification specification;
    private final boolean exploring;
    private final BiFunction<String, Optional<UUID>, Optional<PackLibrary>> packs;
    private final Work work;

    /** What the tool does. */
    @FunctionalInterface
    interface Work {
        ToolOutcome on(PackLibrary library, ToolArguments arguments, ToolContext context);
    }

    LawTool(ToolSpecification specification, boolean exploring, BiFunction<String, Optional<UUID>, Optional<PackLibrary>> packs, Work work) {
        this.specification = specification;
        this.exploring = exploring;
        this.packs = packs;
        this.work = work;
    }

    @Override
    public ToolSpecification specification() {
        return specification;
    }

    @Override
    public boolean explores() {
        return exploring;
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        for (String name : specification.parameters().required()) {
            if (!arguments.has(name) || arguments.value(name).filter(value -> value instanceof String text && text.isBlank()).isPresent()) {
                throw new InvalidArgument(name + " is required.");
            }
        }
        if (exploring && context.answered(LawTools.EXPLORATION) >= LawTools.MOST_EXPLORATIONS) {
            return ToolOutcome.error("Only " + LawTools.MOST_EXPLORATIONS + " explorations are allowed in one turn, and all are used. "
                    + "Go on with what was found: check it, keep it by memory_store, or finish.");
        }
        Optional<PackLibrary> library = packs.apply(context.tenant(), context.conversationId());
        return library.isEmpty() ? ToolOutcome.error("This conversation's agent has no pack. Go on without " + name() + ".") : work.on(library.get(), arguments, context);
    }
}
