package palimpsest.tools.budget;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.List;
import palimpsest.memory.document.Document;
import palimpsest.tools.index.ReadingIndexes;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code getContextStats}: notes, chunks, searched keywords and the budget (StateLM; not offered by default). */
public final class GetContextStats implements WindowTool {

    private final ReadingIndexes indexes;

    public GetContextStats(ReadingIndexes indexes) {
        this.indexes = indexes;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("getContextStats")
                .description("Says which notes there are, how many chunks, what was searched, and what is left of the budget.")
                .parameters(JsonObjectSchema.builder().build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        int chunks = context.index().map(built -> indexes.get(context.tenant(), built).size()).orElse(0);
        var stats = result("total_notes", context.notes().size(), "notes_keys", context.notes().keys(), "index_chunks", chunks,
                "document_size", context.documents().stream().mapToLong(Document::tokens).sum(),
                "searched_keywords", List.copyOf(context.searchedKeywords()));
        stats.putAll(CheckBudget.json(context.budget()));
        return ToolOutcome.of(stats);
    }
}
