package palimpsest.memory.ingest;

/** A file that is no readable text; the message says why, in words for a person, without the file's name. */
public final class UnreadableDocumentException extends Exception {

    public UnreadableDocumentException(String reason) {
        super(reason);
    }

    public UnreadableDocumentException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
