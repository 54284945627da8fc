package palimpsest.runtime.model.extractive;

import java.util.List;
import palimpsest.runtime.answer.text.Sentence;

/**
 * A sentence found for the question.
 *
 * @param chunkId where it stood, null for a document that was loaded whole
 * @param quote   the sentence, white space runs as single spaces
 * @param score   as {@link Relevance} gave it, and the place of its chunk in the search: 0 to about 1.2
 * @param dated   the line above that dates it, null when none is needed or known
 */
record Evidence(Integer chunkId, String quote, double score, String dated) {

    /** From a chunk's text: its best sentences, at most {@code limit}, none far behind the best. */
    static List<Evidence> in(String text, Integer chunkId, Relevance relevance, boolean wantsDate, int limit) {
        List<Relevance.Scored> best = relevance.best(text);
        return best.stream().filter(scored -> scored.score() >= 0.55 * best.getFirst().score()).limit(limit)
                .map(scored -> new Evidence(chunkId, scored.sentence().oneLine(), scored.score(),
                        scored.dated() != null && (wantsDate || namesColumns(scored.dated())) ? scored.dated().oneLine() : null)).toList();
    }

    /** The years above the columns of a table say what the numbers of a row are of, whatever was asked. */
    private static boolean namesColumns(Sentence dated) {
        return dated.text().indexOf('\t') >= 0;
    }
}
