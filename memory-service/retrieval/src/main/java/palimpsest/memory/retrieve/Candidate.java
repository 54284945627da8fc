package palimpsest.memory.retrieve;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import palimpsest.memory.retrieve.Bm25.Occurrences;

/**
 * A passage that may be a hit.
 *
 * @param config      text search configuration of its lexemes
 * @param words       its length
 * @param turn        whether it is a turn of a conversation
 * @param session     that the turn belongs to; null for none
 * @param speaker     who said it; null for a text that nobody says
 * @param asks        whether it is a turn that ends in a question mark
 * @param cosine      of its embedding and the query's, in [-1, 1]; NaN without one
 * @param near        whether it is among the nearest by meaning
 * @param occurrences of the query's lexemes
 */
record Candidate(PassagePlace place, String config, int words, boolean turn, String session, String speaker, boolean asks,
                 double cosine, boolean near, Map<String, Occurrences> occurrences) {

    /** Positions of the words of the passage itself that matched, from 1, and what they matched. */
    Map<Integer, String> matched(List<Keyword> keywords) {
        var matched = new HashMap<Integer, String>();
        for (Keyword keyword : keywords) {
            if (Bm25.occurrences(keyword, occurrences) > 0) {
                keyword.terms().forEach(term -> Arrays.stream(occurrences.getOrDefault(term.lexeme(), Occurrences.NONE).own())
                        .forEach(position -> matched.put(position, term.lexeme())));
            }
        }
        return matched;
    }
}
