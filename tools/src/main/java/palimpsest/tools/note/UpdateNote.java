package palimpsest.tools.note;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.Locale;
import java.util.function.Function;
import palimpsest.memory.note.Note;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code updateNote}: appends to a note, overwrites or deletes it (StateLM). Nothing is lost: the history keeps each version. */
public final class UpdateNote implements WindowTool {

    private final NoteRepository repository;

    public UpdateNote(NoteRepository repository) {
        this.repository = repository;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("updateNote")
                .description("Changes a note: appends to it, overwrites it, or deletes it." + repository.hint())
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("mode", "append, overwrite or delete.")
                        .addStringProperty("key", "The note's key.")
                        .addProperty("new_content", JsonObjectSchema.builder().description("The text to append or to keep instead; empty for delete.").build())
                        .addStringProperty("new_summary", "A new summary line, when the old one no longer fits.")
                        .required("key", "mode", "new_content")
                        .build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        String key = arguments.requireText("key");
        var found = repository.find(context, key);
        if (found.isEmpty()) {
            return ReadNote.notFound(key, repository.keys(context));
        }
        Note note = found.get().note();
        Object wireKey = arguments.values().get("key");
        return switch (arguments.requireText("mode").strip().toLowerCase(Locale.ROOT)) {
            case "delete" -> ToolOutcome.of(result("status", "success", "key", wireKey, "message", "Note '" + key + "' deleted."),
                    repository.delete(context, key));
            case "append" -> change(note, arguments, "appended to",
                    summary -> repository.change(found.get(), new Note(key, summary, note.content() + "\n" + newContent(arguments))));
            case "overwrite" -> change(note, arguments, "overwritten",
                    summary -> repository.write(context, new Note(key, summary, newContent(arguments))));
            case String mode -> ToolOutcome.error("Invalid mode '" + mode + "'. Use append, overwrite or delete.");
        };
    }

    private static ToolOutcome change(Note note, ToolArguments arguments, String what, Function<String, Effect> write) {
        String summary = arguments.text("new_summary").orElse(note.summary());
        return ToolOutcome.of(
                result("status", "success", "key", arguments.values().get("key"), "message", "Note '" + note.key() + "' " + what + "."),
                write.apply(summary));
    }

    private static String newContent(ToolArguments arguments) {
        return NoteText.of(arguments.value("new_content")
                .orElseThrow(() -> new InvalidArgument("new_content is required to append or overwrite.")));
    }
}
