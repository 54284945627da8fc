package palimpsest.tools.structured;

import java.util.List;
import java.util.Optional;
import palimpsest.memory.note.Note;
import palimpsest.memory.note.structured.StructuredNotes;
import palimpsest.tools.note.NoteRepository;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolContext;

/** A repository in which no text is written over a structured note. */
public record StructuredNoteRepository(NoteRepository repository) implements NoteRepository {

    @Override
    public Optional<Found> find(ToolContext context, String key) {
        return repository.find(context, key);
    }

    @Override
    public List<String> keys(ToolContext context) {
        return repository.keys(context);
    }

    @Override
    public Effect write(ToolContext context, Note note) {
        repository.find(context, note.key()).ifPresent(found -> keepStructure(found, note));
        return repository.write(context, note);
    }

    @Override
    public Effect change(Found found, Note note) {
        keepStructure(found, note);
        return repository.change(found, note);
    }

    private static void keepStructure(Found found, Note note) {
        StructuredNotes.parse(found.note().content()).ifPresent(before -> {
            if (StructuredNotes.parse(note.content()).filter(after -> after.kind().equals(before.kind())).isEmpty()) {
                throw new InvalidArgument("Note '" + note.key() + "' is a structured note (" + before.kind() + "), not a text. Change it with changeStructuredNote, "
                        + "or delete it with updateNote before you use its key for something else.");
            }
        });
    }

    @Override
    public Effect delete(ToolContext context, String key) {
        return repository.delete(context, key);
    }

    @Override
    public String hint() {
        return repository.hint();
    }
}
