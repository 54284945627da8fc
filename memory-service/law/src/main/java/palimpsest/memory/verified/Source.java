package palimpsest.memory.verified;

import java.util.UUID;
import palimpsest.memory.document.Document;

/**
 * What something was verified against.
 *
 * @param origin the document's {@link Document#source()}: a changed file is a new document of the same origin
 * @param sha256 of the document's bytes when it was checked
 * @param start  first code point of the stretch that bears it out
 * @param end    one past its last
 * @param quote  what stands there, to the character
 */
public record Source(UUID documentId, String origin, String sha256, int start, int end, String quote) {

    public static Source in(Document document, int start, int end, String quote) {
        return new Source(document.id(), document.source(), document.sha256(), start, end, quote);
    }
}
