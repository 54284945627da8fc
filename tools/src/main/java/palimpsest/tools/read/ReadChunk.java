package palimpsest.tools.read;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import palimpsest.memory.document.Chunk;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.document.ReadingIndex;
import palimpsest.tools.index.ReadingIndexes;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/**
 * {@code readChunk}: one chunk by id, or in scan mode the one after the last one read (StateLM). Scan mode stays on until
 * it is turned off, even when the call that turned it on fails; while it is on, {@code chunk_id} is ignored.
 */
public final class ReadChunk implements WindowTool {

    private final DocumentStore documents;
    private final ReadingIndexes indexes;

    public ReadChunk(DocumentStore documents, ReadingIndexes indexes) {
        this.documents = documents;
        this.indexes = indexes;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("readChunk")
                .description("Reads one chunk in full: the one with the given chunk_id, or with enable_scan the one that follows the chunk "
                        + "read last. Scan mode stays on for later calls until enable_scan is false.")
                .parameters(JsonObjectSchema.builder()
                        .addIntegerProperty("chunk_id", "The chunk to read. Needed when scan mode is off, ignored when it is on.")
                        .addBooleanProperty("enable_scan", "true: read on, chunk by chunk. false: back to reading by chunk_id.")
                        .build())
                .build();
    }

    @Override
    public boolean explores() {
        return true;
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        boolean scan = arguments.bool("enable_scan").orElse(context.scan().scanMode());
        int last = context.scan().lastChunk();
        if (context.index().isEmpty()) {
            return failed("Index not built. Please call buildIndex first.", scan, last, context);
        }
        ReadingIndex index = indexes.get(context.tenant(), context.index().get());
        if (!scan && !arguments.has("chunk_id")) {
            return failed("chunk_id is required when enable_scan is false.", false, last, context);
        }
        int wanted = scan ? last + 1 : arguments.requireInteger("chunk_id");
        if (scan && wanted >= index.size()) {
            return failed("No more chunks available: the last chunk, " + (index.size() - 1)
                    + ", has been read. Turn scan mode off with enable_scan false to read one again.", true, last, context);
        }
        if (wanted < 0 || wanted >= index.size()) {
            return failed("chunk_id " + wanted + " is out of range. It must be between 0 and " + (index.size() - 1) + ".", scan, last, context);
        }
        return read(index, index.chunk(wanted), scan, context);
    }

    private ToolOutcome read(ReadingIndex index, Chunk chunk, boolean scan, ToolContext context) {
        String content = documents.text(context.tenant(), chunk.documentId(), chunk.start(), chunk.end());
        SequencedMap<String, Object> retrieved = result("chunk_id", chunk.id(), "content", content,
                "start_pos", chunk.startToken(), "end_pos", chunk.endToken());
        if (context.index().orElseThrow().documentIds().size() > 1) {
            retrieved.put("file_name", documents.find(context.tenant(), chunk.documentId()).map(Document::name).orElse("(deleted document)"));
        }
        var answer = result("retrieved_chunk", List.of(retrieved), "chunk_id", chunk.id());
        if (scan) {
            answer.put("reading_progress", (chunk.id() + 1) + "/" + index.size());
        }
        return ToolOutcome.of(answer, new Effect.ScanMoved(scan, chunk.id()),
                new Effect.TextRead(chunk.documentId(), chunk.id(), chunk.start(), chunk.end(), chunk.endToken() - chunk.startToken()));
    }

    private ToolOutcome failed(String message, boolean scan, int last, ToolContext context) {
        var effects = new ArrayList<Effect>();
        if (scan != context.scan().scanMode()) {
            effects.add(new Effect.ScanMoved(scan, last));
        }
        return new ToolOutcome(result("error", message), effects);
    }
}
