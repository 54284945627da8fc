package palimpsest.runtime.learning;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.longterm.MemoryItem;
import palimpsest.memory.longterm.RecalledItems;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.tools.ContextTools;
import palimpsest.tools.memory.RecallMemory;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** The tools of an agent, told of as in use, of which none changes or reads anything outside of its conversation. */
final class RolloutTools {

    private static final String WITHHELD = " is not at hand for this question. Answer from what stands in front of you.";
    private static final Set<String> NOTES = Set.of("note", "readNote", "updateNote", "mergeNotes");
    private static final Set<String> OF_THE_CONVERSATION = Set.of("analyzeText", "loadDocument", "buildIndex", "checkBudget", "readChunk", "searchEngine", "deleteContext",
            "getContextStats", "finish", "restoreContext", "recall");

    private final ToolOffer offer;
    private final ContextTools own;

    RolloutTools(ToolOffer offer, DocumentStore documents, PassageSearch search) {
        this.offer = offer;
        this.own = ContextTools.over(documents, search);
    }

    /** @param memories that {@code recallMemory} finds, whatever it looks for */
    ToolOffer with(List<MemoryItem> memories) {
        var tools = new ArrayList<ContextTool>();
        for (String name : offer.tools().names()) {
            ContextTool tool = offer.tools().find(name).orElseThrow();
            if (name.equals(RecallMemory.NAME)) {
                tools.add(new ToldAs(tool, (arguments, context) -> ToolOutcome.of(RecallMemory.shown(RecalledItems.of(memories)), new Effect.MemoryRecalled(arguments.text("query").orElse(""), memories))));
            } else if (NOTES.contains(name)) {
                tools.add(new ToldAs(tool, own.find(name).orElseThrow()::execute));
            } else {
                tools.add(OF_THE_CONVERSATION.contains(name) ? tool : new ToldAs(tool, (arguments, context) -> ToolOutcome.error(name + WITHHELD)));
            }
        }
        return new ToolOffer(new ContextTools(tools), Map.copyOf(offer.described()));
    }

    @FunctionalInterface
    private interface Done {
        ToolOutcome execute(ToolArguments arguments, ToolContext context);
    }

    /** A model is told of one tool, and something else is done. */
    private record ToldAs(ContextTool told, Done done) implements ContextTool {

        @Override
        public ToolSpecification specification() {
            return told.specification();
        }

        @Override
        public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
            return done.execute(arguments, context);
        }

        @Override
        public boolean exactNumbers() {
            return told.exactNumbers();
        }

        @Override
        public boolean isSource() {
            return told.isSource();
        }
    }
}
