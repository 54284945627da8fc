package palimpsest.tools.note;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import palimpsest.memory.note.NoteBook;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** {@code readNote}: a note in full (StateLM). */
public final class ReadNote implements ContextTool {

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("readNote")
                .description("Reads a note in full.")
                .parameters(JsonObjectSchema.builder().addStringProperty("key", "The note's key.").required("key").build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        String key = arguments.requireText("key");
        return context.notes().find(key)
                .map(note -> ToolOutcome.of(result("summary", note.summary(), "full_content", note.content())))
                .orElseGet(() -> notFound(key, context.notes()));
    }

    static ToolOutcome notFound(String key, NoteBook notes) {
        return ToolOutcome.error("Note '" + key + "' not found. " + (notes.size() == 0
                ? "There are no notes yet: write one with note."
                : "Existing keys: " + String.join(", ", notes.keys()) + "."));
    }
}
