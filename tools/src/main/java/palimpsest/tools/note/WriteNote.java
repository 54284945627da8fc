package palimpsest.tools.note;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import palimpsest.memory.note.Note;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code note}: writes a note, or replaces the one under its key (StateLM). Its summary stands in every later request. */
public final class WriteNote implements WindowTool {

    /** The reference takes a missing summary and shows this word for it; its wire form is kept. */
    static final String NO_SUMMARY = "None";

    private final NoteRepository repository;

    public WriteNote(NoteRepository repository) {
        this.repository = repository;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("note")
                .description("Writes a note. Its summary stays visible in every later request; its content is read with readNote." + repository.hint())
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("key", "Short, unique name of the note; an existing one is replaced.")
                        .addStringProperty("summary", "One line that says what the note holds.")
                        .addProperty("content", JsonObjectSchema.builder().description("What to keep, with where it was read.").build())
                        .required("key", "summary", "content")
                        .build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        String key = arguments.requireText("key");
        if (key.isBlank()) {
            throw new InvalidArgument("key cannot be empty. Give the note a short, unique name.");
        }
        Object content = arguments.value("content")
                .orElseThrow(() -> new InvalidArgument("content is required: what the note keeps."));
        String summary = arguments.text("summary").orElse(NO_SUMMARY);
        return ToolOutcome.of(result("status", "success", "key", arguments.values().get("key")),
                repository.write(context, new Note(key, summary, NoteText.of(content))));
    }
}
