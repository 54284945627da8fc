package palimpsest.memory.retrieve;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import palimpsest.memory.retrieve.Reranker.Candidate;

/**
 * A passage that was found.
 *
 * @param start      first code point of the passage in its document
 * @param end        one past its last
 * @param lexical    BM25 score, 0 when found by meaning only
 * @param dense      cosine similarity in [-1, 1], NaN when no embedding took part
 * @param score      fused score by which hits are ordered, higher is better
 * @param highlights fragments of at most 180 characters, 3 at most, matches between {@code <em>} and {@code </em>};
 *                   the passage's beginning (120 characters) when no word matched
 * @param text       the passage's own text; of a turn, what was said
 * @param title      what it is part of: speaker and date of a turn, such as {@code Caroline, 8 May 2023}, else the document's name
 * @param speaker    who said it; null where nobody is known
 * @param at         when it was said; null where that is not known
 */
public record PassageHit(UUID documentId, int passage, int start, int end, double lexical, double dense, double score,
                         List<String> highlights, String text, String title, String speaker, Instant at) {

    /** What a reranker is to judge. */
    public Candidate candidate() {
        return new Candidate(title, text, dense, lexical, documentId.toString(), passage, speaker != null);
    }

    /** The same hit at another place. */
    public PassageHit withScore(double other) {
        return new PassageHit(documentId, passage, start, end, lexical, dense, other, highlights, text, title, speaker, at);
    }
}
