package palimpsest.memory.note;

/** What a run was asked was forgotten while it was at work: nothing of it is noted of its user. */
public final class NoteForgottenException extends NoteNotWritten {

    public NoteForgottenException(NoteAddress address) {
        super("Note " + address + " was not written: what was asked here is forgotten, with all that is known of the user");
    }
}
