package palimpsest.runtime.model.extractive;

import java.util.List;
import palimpsest.memory.language.Sentence;

/**
 * A sentence found for the question.
 *
 * @param chunkId where it stood, null for a document that was loaded whole
 * @param quote   the sentence, white space runs as single spaces
 * @param score   as {@link Relevance} gave it, and the place of its chunk in the search: 0 to about 1.2
 * @param above   the line above that it needs: one that dates it, or names what it is a property of; null when none is needed or known
 */
record Evidence(Integer chunkId, String quote, double score, String above) {

    /** From a chunk's text: its best sentences, at most {@code limit}, none far behind the best. */
    static List<Evidence> in(String text, Integer chunkId, Relevance relevance, int limit) {
        List<Relevance.Scored> best = relevance.best(text);
        return best.stream().filter(scored -> scored.score() >= 0.55 * best.getFirst().score()).limit(limit)
                .map(scored -> new Evidence(chunkId, scored.sentence().oneLine(), scored.score(), scored.above() == null ? null : scored.above().oneLine())).toList();
    }
}
