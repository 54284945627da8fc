package palimpsest.tools.note;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.List;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code readNote}: a note in full (StateLM). */
public final class ReadNote implements WindowTool {

    private final NoteRepository repository;

    public ReadNote(NoteRepository repository) {
        this.repository = repository;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("readNote")
                .description("Reads a note in full.")
                .parameters(JsonObjectSchema.builder().addStringProperty("key", "The note's key.").required("key").build())
                .build();
    }

    @Override
    public boolean explores() {
        return true;
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        String key = arguments.requireText("key");
        return repository.find(context, key)
                .map(found -> new ToolOutcome(result("summary", found.note().summary(), "full_content", found.note().content()), found.whenRead()))
                .orElseGet(() -> notFound(key, repository.keys(context)));
    }

    static ToolOutcome notFound(String key, List<String> keys) {
        return ToolOutcome.error("Note '" + key + "' not found. " + (keys.isEmpty()
                ? "There are no notes yet: write one with note."
                : "Existing keys: " + String.join(", ", keys) + "."));
    }
}
