package palimpsest.runtime.verify.relevance;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import palimpsest.memory.language.Languages;
import palimpsest.memory.language.Words;

/**
 * How much a passage bears on a question, from 0 to 1: the share of the question's content words that it holds, and, where these leave
 * doubt, how near the two are in meaning. Safe for several threads.
 */
public final class PassageRelevance {

    /** So many of the words, and meaning is not asked. */
    private static final double WORDS_SUFFICE = 0.5;
    /** Cosines of texts about nothing in common lie around the lower, of question and answer around the higher one (bge-small-en-v1.5). */
    private static final double UNRELATED = 0.45;
    private static final double RELATED = 0.75;
    private static final int LONGEST = 2_000;

    private final Languages languages = Languages.shared();
    private final Function<String, float[]> query;
    private final Function<String, float[]> passage;

    /** @param query embeds a question, {@code passage} a text, each by the model of its language; both null where only words are compared */
    public PassageRelevance(Function<String, float[]> query, Function<String, float[]> passage) {
        this.query = query;
        this.passage = passage;
    }

    public double score(String question, String text) {
        double shared = shared(question, text);
        if (shared >= WORDS_SUFFICE || query == null) {
            return shared;
        }
        String beginning = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        float[] asked = query.apply(question);
        float[] told = passage.apply(beginning);
        if (asked.length != told.length) {
            return shared; // the models of two languages made them: nothing is known of their meaning
        }
        double near = (cosine(asked, told) - UNRELATED) / (RELATED - UNRELATED);
        return Math.clamp((shared + Math.clamp(near, 0.0, 1.0)) / 2, 0.0, 1.0);
    }

    /** The share of the question's content words that stand in the text. */
    public double shared(String question, String text) {
        Words words = languages.of(question);
        Set<String> asked = words.terms(question);
        Set<String> held = new HashSet<>(words.terms(text));
        return asked.isEmpty() ? 1 : (double) asked.stream().filter(held::contains).count() / asked.size();
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return aa == 0 || bb == 0 ? 0 : dot / Math.sqrt(aa * bb);
    }
}
