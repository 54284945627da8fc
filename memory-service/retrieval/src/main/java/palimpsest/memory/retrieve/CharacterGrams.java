package palimpsest.memory.retrieve;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * BM25 over the n-grams of characters of words, which finds a word in another form, with a prefix or inside a longer one where no stemmer
 * knows how (McNamee, Mayfield: Character N-Gram Tokenization for European Language Text Retrieval, Information Retrieval 7, 2004, who find
 * n = 4 best). A run of a script that has a character for a word, or nearly, is cut in pairs. The rarity of an n-gram is its rarity among the texts that are compared.
 */
final class CharacterGrams {

    private static final int LENGTH = 4;
    private static final int LENGTH_UNSPACED = 2;
    private static final double K1 = 1.2;
    private static final double B = 0.4;
    private static final int LONGEST_WORD = 100;

    private CharacterGrams() {}

    /** Scores of texts for a query, in order, 0 to 1, the best 1; all 0 where nothing of the query is in any. */
    static double[] scores(String query, List<String> texts) {
        long[] wanted = of(query).sorted().distinct().toArray();
        int[][] counts = new int[texts.size()][wanted.length];
        int[] lengths = new int[texts.size()];
        int[] frequency = new int[wanted.length];
        for (int i = 0; i < lengths.length; i++) {
            int[] count = counts[i];
            int[] length = new int[1];
            each(texts.get(i), gram -> {
                length[0]++;
                int which = Arrays.binarySearch(wanted, gram);
                if (which >= 0 && count[which]++ == 0) {
                    frequency[which]++;
                }
            });
            lengths[i] = length[0];
        }
        double average = Math.max(1, Arrays.stream(lengths).average().orElse(1));
        double[] scores = new double[lengths.length];
        for (int i = 0; i < scores.length; i++) {
            double saturation = K1 * (1 - B + B * lengths[i] / average);
            for (int gram = 0; gram < wanted.length; gram++) {
                int tf = counts[i][gram];
                if (tf > 0) {
                    scores[i] += Math.log(1 + (lengths.length - frequency[gram] + 0.5) / (frequency[gram] + 0.5)) * tf * (K1 + 1) / (tf + saturation);
                }
            }
        }
        double best = Arrays.stream(scores).max().orElse(0);
        return best > 0 ? Arrays.stream(scores).map(score -> score / best).toArray() : scores;
    }

    /** The n-grams of the words in order, beginnings and ends of words among them, each as the bits of its {@code char}s. */
    static LongStream of(String text) {
        LongStream.Builder grams = LongStream.builder();
        each(text, grams::add);
        return grams.build();
    }

    private static void each(String text, LongConsumer use) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        var word = new StringBuilder();
        boolean unspaced = false;
        for (int at = 0; at < normal.length(); ) {
            int c = normal.codePointAt(at);
            boolean alone = SearchWords.standsAlone(c);
            boolean mark = SearchWords.isMark(c);
            boolean inside = Character.isLetterOrDigit(c) || !word.isEmpty() && mark;
            if (!inside || alone != unspaced && !mark || word.length() > LONGEST_WORD) {
                cut(word, unspaced, use);
            }
            if (inside) {
                unspaced = word.isEmpty() ? alone : unspaced;
                word.appendCodePoint(c);
            }
            at += Character.charCount(c);
        }
        cut(word, unspaced, use);
    }

    private static void cut(StringBuilder word, boolean unspaced, LongConsumer use) {
        if (word.isEmpty()) {
            return;
        }
        if (!unspaced) {
            word.insert(0, ' ').append(' ');
        }
        int length = unspaced ? LENGTH_UNSPACED : LENGTH;
        for (int from = 0; from == 0 || from + length <= word.length(); from++) {
            long gram = 0;
            for (int i = from; i < Math.min(word.length(), from + length); i++) {
                gram = gram << Character.SIZE | word.charAt(i);
            }
            use.accept(gram);
        }
        word.setLength(0);
    }
}
