package palimpsest.runtime.answer;

import java.util.Objects;
import java.util.UUID;

/**
 * Where an answer is supported.
 *
 * @param document   the document's name; the tool, with what it was asked, where a tool told it; the conversation's title where it is from memory
 * @param documentId null where a tool told it, of a pack or of its own, in which case places count in what it told, or from memory, where they count in the turn
 * @param chunkId  the chunk in which it was read, null when the document was loaded whole
 * @param start    first code point of the quote in the document
 * @param end      one past its last
 * @param quote    the document's text from {@code start} to {@code end}, to the character
 * @param turn     the remembered turn that is quoted; null where it is no memory
 * @param tool     the tool that told it of its own; null otherwise
 * @param page     the page on which the quote begins, from 1; null where the document has no pages
 */
public record Citation(String document, UUID documentId, Integer chunkId, int start, int end, String quote, TurnPlace turn, String tool, Integer page) {

    public Citation(String document, UUID documentId, Integer chunkId, int start, int end, String quote) {
        this(document, documentId, chunkId, start, end, quote, null, null, null);
    }

    /** {@code document}, {@code memory}, {@code pack} or {@code tool}. */
    public String kind() {
        if (documentId != null) {
            return "document";
        }
        return turn != null ? "memory" : tool == null ? "pack" : "tool";
    }

    /** Of the {@code char}s from {@code from} to {@code to} of what was read. */
    static Citation of(ReadSpan span, int from, int to) {
        String quote = span.text().substring(from, to);
        int start = span.start() + span.text().codePointCount(0, from);
        return new Citation(span.document(), span.documentId(), span.chunkId(), start, start + quote.codePointCount(0, quote.length()), quote, span.turn(), span.tool(), null);
    }

    /** The same on a page. */
    public Citation onPage(Integer page) {
        return new Citation(document, documentId, chunkId, start, end, quote, turn, tool, page);
    }

    boolean within(Citation other) {
        return Objects.equals(documentId, other.documentId) && Objects.equals(turn, other.turn) && document.equals(other.document) && start >= other.start && end <= other.end;
    }
}
