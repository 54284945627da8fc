package palimpsest.runtime.answer;

import java.util.UUID;

/**
 * A stretch of a document, or of a remembered turn, that the agent read; or what a tool told it.
 *
 * @param document the document's name; of what a tool told, the tool with what it was asked
 * @param chunkId  the chunk it was read as, null when the document was loaded whole
 * @param start    its first code point in the document, from 0
 * @param text     exactly what stands in the document from there on
 * @param turn     the turn that is remembered; null of a document
 * @param tool     the tool that told it of its own, as one of the application does; null where it is from a document, memory or a pack
 */
public record ReadSpan(UUID documentId, String document, Integer chunkId, int start, String text, TurnPlace turn, String tool) {

    public ReadSpan(UUID documentId, String document, Integer chunkId, int start, String text) {
        this(documentId, document, chunkId, start, text, null);
    }

    public ReadSpan(UUID documentId, String document, Integer chunkId, int start, String text, TurnPlace turn) {
        this(documentId, document, chunkId, start, text, turn, null);
    }

    /** One past its last code point in the document. */
    public int end() {
        return start + text.codePointCount(0, text.length());
    }

    /** Whether it has a code point of that stretch of that document. @param otherEnd one past the stretch's last */
    public boolean overlaps(UUID otherDocument, int otherStart, int otherEnd) {
        return otherDocument.equals(documentId) && otherStart < end() && otherEnd > start;
    }
}
