package palimpsest.tools.note;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import palimpsest.memory.note.Note;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code mergeNotes}: several notes become one (StateLM; not offered by default). */
public final class MergeNotes implements WindowTool {

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("mergeNotes")
                .description("Merges several notes into one; the merged ones are removed.")
                .parameters(JsonObjectSchema.builder()
                        .addProperty("keys", JsonArraySchema.builder().items(new JsonStringSchema()).description("The notes to merge, in order.").build())
                        .addStringProperty("new_key", "Key of the merged note; the old keys joined when left out.")
                        .addStringProperty("new_summary", "Its summary; the old ones joined when left out.")
                        .required("keys")
                        .build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        List<Note> merged = arguments.texts("keys").stream().distinct().map(context.notes()::find).flatMap(Optional::stream).toList();
        if (merged.isEmpty()) {
            return ToolOutcome.error("No notes found to merge. Existing keys: " + String.join(", ", context.notes().keys()) + ".");
        }
        List<String> keys = merged.stream().map(Note::key).toList();
        String key = arguments.text("new_key").filter(text -> !text.isBlank()).orElse(String.join("_", keys));
        String summary = arguments.text("new_summary").filter(text -> !text.isBlank())
                .orElse(merged.stream().map(Note::summary).collect(Collectors.joining("  ")));
        String content = merged.stream().map(Note::content).collect(Collectors.joining("\n"));
        List<Effect> effects = new ArrayList<>();
        keys.forEach(old -> effects.add(new Effect.NoteDeleted(old)));
        effects.add(new Effect.NoteWritten(key, summary, content));
        return new ToolOutcome(result("status", "success", "new_key", key, "merged_from", keys), effects);
    }
}
