package palimpsest.memory.note.structured;

/** What was asked of a structured note can't be done. The message names the field and says what is expected. */
public final class StructureException extends RuntimeException {

    public StructureException(String message) {
        super(message);
    }
}
