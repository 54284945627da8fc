package palimpsest.tools.index;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import palimpsest.memory.document.Document;
import palimpsest.tools.spi.Effect.IndexBuilt;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code buildIndex}: cuts all documents into chunks whose ids count through them (StateLM). */
public final class BuildIndex implements WindowTool {

    private static final int DEFAULT_CHUNK_SIZE = 4000;
    private static final int DEFAULT_OVERLAP = 0;

    private final ReadingIndexes indexes;

    public BuildIndex(ReadingIndexes indexes) {
        this.indexes = indexes;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("buildIndex")
                .description("Cuts the attached documents into chunks of a fixed number of tokens, so that they can be searched and read "
                        + "chunk by chunk. Building again replaces the chunk ids.")
                .parameters(JsonObjectSchema.builder()
                        .addIntegerProperty("chunk_size", "Tokens in a chunk; 4000 when left out.")
                        .addIntegerProperty("overlap", "Tokens that a chunk shares with the one before; 0 when left out.")
                        .build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        int size = arguments.integer("chunk_size", DEFAULT_CHUNK_SIZE);
        int overlap = arguments.integer("overlap", DEFAULT_OVERLAP);
        if (context.documents().isEmpty()) {
            return ToolOutcome.error("No document is attached, so there is nothing to index. Answer from what you know, or say that a document is needed.");
        }
        var built = new IndexBuilt(size, overlap, context.documents().stream().map(Document::id).toList());
        try {
            int chunks = indexes.get(context.tenant(), built).size();
            return ToolOutcome.of(result("index_id", "document_index", "total_chunks", chunks,
                    "first_chunk_id", 0, "last_chunk_id", chunks - 1), built);
        } catch (IllegalArgumentException e) {
            return ToolOutcome.error(e.getMessage());
        }
    }
}
