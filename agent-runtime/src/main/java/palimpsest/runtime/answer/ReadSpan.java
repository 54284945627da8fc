package palimpsest.runtime.answer;

import java.util.UUID;

/**
 * A stretch of a document that the agent read.
 *
 * @param document the document's name
 * @param chunkId  the chunk it was read as, null when the document was loaded whole
 * @param start    its first code point in the document, from 0
 * @param text     exactly what stands in the document from there on
 */
public record ReadSpan(UUID documentId, String document, Integer chunkId, int start, String text) {

    /** One past its last code point in the document. */
    public int end() {
        return start + text.codePointCount(0, text.length());
    }

    /** Whether it has a code point of that stretch of that document. @param otherEnd one past the stretch's last */
    public boolean overlaps(UUID otherDocument, int otherStart, int otherEnd) {
        return otherDocument.equals(documentId) && otherStart < end() && otherEnd > start;
    }
}
