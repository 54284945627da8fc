package palimpsest.memory.note;

/** Someone else wrote the note since its writer looked at it. Nothing was written. */
public final class NoteChangedException extends NoteNotWritten {

    private final int currentVersion;

    public NoteChangedException(NoteAddress address, int baseVersion, int currentVersion) {
        super("Note " + address + " is at version " + currentVersion + ", not " + baseVersion + ": read it again, then write");
        this.currentVersion = currentVersion;
    }

    /** 0 when there is no such note. */
    public int currentVersion() {
        return currentVersion;
    }
}
