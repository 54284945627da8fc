package palimpsest.memory.ingest;

/** Reads the text of a file. Safe for use by several threads. */
@FunctionalInterface
public interface TextReader {

    /**
     * Reads a file's text.
     *
     * @param fileName for its ending; content decides where they disagree
     * @throws UnreadableDocumentException with the reason, such as {@code not a text document (image/png)}
     */
    ReadableText read(String fileName, byte[] content) throws UnreadableDocumentException;
}
