package palimpsest.memory.retrieve;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import palimpsest.memory.retrieve.Reranker.Candidate;

/**
 * A passage that was found.
 *
 * @param start      first code point of the passage in its document
 * @param end        one past its last
 * @param lexical    BM25 score, 0 when found by meaning only
 * @param dense      cosine similarity in [-1, 1], NaN when no embedding took part
 * @param score      fused score of the search, higher is better; hits are ordered by it where no reranker has judged them
 * @param highlights fragments of at most 180 characters, 3 at most, matches between {@code <em>} and {@code </em>};
 *                   the passage's beginning (120 characters) when no word matched
 * @param text       the passage's own text; of a turn, what was said
 * @param title      what it is part of: speaker and date of a turn, such as {@code Caroline, 8 May 2023}, else the document's name
 * @param speaker    who said it; null where nobody is known
 * @param at         when it was said; null where that is not known
 * @param reranked   what a reranker made of it; null where none has read it
 * @param before     of a turn, what was said right before it in its session, with who said it; empty where nothing was
 */
public record PassageHit(UUID documentId, int passage, int start, int end, double lexical, double dense, double score,
                         List<String> highlights, String text, String title, String speaker, Instant at, Integer page, Reranked reranked,
                         String before) {

    /**
     * A reranker's judgement. Scores of two searches do not compare.
     *
     * @param score higher is better
     * @param of    hits that were compared with each other
     */
    public record Reranked(double score, int of) {}

    /** A hit in a document without pages that no reranker has read. */
    public PassageHit(UUID documentId, int passage, int start, int end, double lexical, double dense, double score, List<String> highlights, String text, String title,
                      String speaker, Instant at) {
        this(documentId, passage, start, end, lexical, dense, score, highlights, text, title, speaker, at, null, null, "");
    }

    /** How many hits of a search a reranker compared; 0 where it did none. */
    public static int reranked(List<PassageHit> hits) {
        return hits.stream().map(PassageHit::reranked).filter(Objects::nonNull).mapToInt(Reranked::of).max().orElse(0);
    }


    /** What a reranker is to judge. */
    public Candidate candidate() {
        return new Candidate(title, text, dense, lexical, documentId.toString(), passage, speaker != null, score, before);
    }

    /** The same hit, judged. */
    PassageHit withReranked(Reranked judged) {
        return new PassageHit(documentId, passage, start, end, lexical, dense, score, highlights, text, title, speaker, at, page, judged, before);
    }

    /** The same hit with another score. */
    public PassageHit withScore(double other) {
        return new PassageHit(documentId, passage, start, end, lexical, dense, other, highlights, text, title, speaker, at, page, reranked, before);
    }
}
