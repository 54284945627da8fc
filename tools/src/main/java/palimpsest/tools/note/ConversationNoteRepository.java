package palimpsest.tools.note;

import java.util.List;
import java.util.Optional;
import palimpsest.memory.note.Note;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolContext;

/** The conversation's own notes, as in StateLM. */
public final class ConversationNoteRepository implements NoteRepository {

    @Override
    public Optional<Found> find(ToolContext context, String key) {
        return context.notes().find(key).map(note -> new Found(note, null, 0));
    }

    @Override
    public List<String> keys(ToolContext context) {
        return context.notes().keys();
    }

    @Override
    public Effect write(ToolContext context, Note note) {
        return new Effect.NoteWritten(note.key(), note.summary(), note.content());
    }

    @Override
    public Effect delete(ToolContext context, String key) {
        return new Effect.NoteDeleted(key);
    }
}
