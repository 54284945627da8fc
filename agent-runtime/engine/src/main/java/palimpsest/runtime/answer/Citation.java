package palimpsest.runtime.answer;

import java.util.Objects;
import java.util.UUID;

/**
 * Where an answer is supported.
 *
 * @param document   the document's name; the tool that told it where it is from a pack; the conversation's title where it is from memory
 * @param documentId null where it is from a pack, in which case places count in what the tool told, or from memory, where they count in the turn
 * @param chunkId  the chunk in which it was read, null when the document was loaded whole
 * @param start    first code point of the quote in the document
 * @param end      one past its last
 * @param quote    the document's text from {@code start} to {@code end}, to the character
 * @param turn     the remembered turn that is quoted; null where it is no memory
 */
public record Citation(String document, UUID documentId, Integer chunkId, int start, int end, String quote, TurnPlace turn) {

    public Citation(String document, UUID documentId, Integer chunkId, int start, int end, String quote) {
        this(document, documentId, chunkId, start, end, quote, null);
    }

    /** {@code document}, {@code memory} or {@code pack}. */
    public String kind() {
        return turn != null ? "memory" : documentId == null ? "pack" : "document";
    }

    /** Of the {@code char}s from {@code from} to {@code to} of what was read. */
    static Citation of(ReadSpan span, int from, int to) {
        String quote = span.text().substring(from, to);
        int start = span.start() + span.text().codePointCount(0, from);
        return new Citation(span.document(), span.documentId(), span.chunkId(), start, start + quote.codePointCount(0, quote.length()), quote, span.turn());
    }

    boolean within(Citation other) {
        return Objects.equals(documentId, other.documentId) && Objects.equals(turn, other.turn) && document.equals(other.document) && start >= other.start && end <= other.end;
    }
}
