package palimpsest.memory.note;

/** A note was not written, and whoever wanted to write it is told why. */
public abstract sealed class NoteNotWritten extends RuntimeException permits NoteChangedException, NoteForgottenException {

    NoteNotWritten(String message) {
        super(message);
    }
}
