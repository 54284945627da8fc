package palimpsest.tools.note;

import java.util.List;
import java.util.Optional;
import palimpsest.memory.note.Note;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolContext;

/** Where an agent's notes stand. A repository changes nothing itself: it names the effects that do. */
public interface NoteRepository {

    /**
     * A note as it stands now.
     *
     * @param owner   whose lasting note it is; null for one of the conversation
     * @param version 0 for a note of the conversation: nobody else writes it
     */
    record Found(Note note, String owner, int version) {

        /** What reading it in full makes known. */
        List<Effect> whenRead() {
            return version == 0 ? List.of() : List.of(new Effect.LastingNoteRead(note.key(), version, note.summary()));
        }
    }

    Optional<Found> find(ToolContext context, String key);

    /** All keys, as {@link #find} takes them. */
    List<String> keys(ToolContext context);

    /**
     * Writes a note whatever its content was.
     *
     * @throws palimpsest.tools.spi.InvalidArgument when someone else wrote it since the conversation read it
     */
    Effect write(ToolContext context, Note note);

    /** Writes what was made of the note as found: it takes effect only if nobody wrote it in between. */
    default Effect change(Found found, Note note) {
        return found.version() == 0 ? new Effect.NoteWritten(note.key(), note.summary(), note.content())
                : new Effect.LastingNoteWritten(note.key(), found.owner(), found.version() + 1, note.summary(), note.content());
    }

    /**
     * Deletes a note; its versions stay.
     *
     * @throws palimpsest.tools.spi.InvalidArgument when someone else wrote it since the conversation read it
     */
    Effect delete(ToolContext context, String key);

    /** A sentence for the tools' descriptions, with a blank before it; empty when there is nothing to say. */
    default String hint() {
        return "";
    }
}
