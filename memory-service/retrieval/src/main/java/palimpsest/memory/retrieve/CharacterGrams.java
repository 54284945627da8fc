package palimpsest.memory.retrieve;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
        Set<String> wanted = new HashSet<>(of(query));
        List<Map<String, Integer>> found = new ArrayList<>();
        Map<String, Integer> frequency = new HashMap<>();
        int[] lengths = new int[texts.size()];
        for (int i = 0; i < lengths.length; i++) {
            List<String> grams = of(texts.get(i));
            lengths[i] = grams.size();
            Map<String, Integer> counts = new HashMap<>();
            for (String gram : grams) {
                if (wanted.contains(gram) && counts.merge(gram, 1, Integer::sum) == 1) {
                    frequency.merge(gram, 1, Integer::sum);
                }
            }
            found.add(counts);
        }
        double average = Math.max(1, Arrays.stream(lengths).average().orElse(1));
        double[] scores = new double[lengths.length];
        double best = 0;
        for (int i = 0; i < lengths.length; i++) {
            double saturation = K1 * (1 - B + B * lengths[i] / average);
            double score = 0;
            for (var gram : found.get(i).entrySet()) {
                int df = frequency.get(gram.getKey());
                score += Math.log(1 + (lengths.length - df + 0.5) / (df + 0.5)) * gram.getValue() * (K1 + 1) / (gram.getValue() + saturation);
            }
            scores[i] = score;
            best = Math.max(best, score);
        }
        for (int i = 0; best > 0 && i < scores.length; i++) {
            scores[i] /= best;
        }
        return scores;
    }

    /** The n-grams of the words in order, beginnings and ends of words among them. */
    static List<String> of(String text) {
        List<String> grams = new ArrayList<>();
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        var word = new StringBuilder();
        boolean unspaced = false;
        for (int at = 0; at < normal.length(); ) {
            int c = normal.codePointAt(at);
            boolean alone = SearchWords.standsAlone(c);
            boolean inside = Character.isLetterOrDigit(c) || !word.isEmpty() && SearchWords.isMark(c);
            if (!inside || alone != unspaced && !SearchWords.isMark(c) || word.length() > LONGEST_WORD) {
                cut(word, unspaced, grams);
            }
            if (inside) {
                unspaced = word.isEmpty() ? alone : unspaced;
                word.appendCodePoint(c);
            }
            at += Character.charCount(c);
        }
        cut(word, unspaced, grams);
        return grams;
    }

    private static void cut(StringBuilder word, boolean unspaced, List<String> grams) {
        if (!word.isEmpty()) {
            String edged = unspaced ? word.toString() : " " + word + " ";
            int length = unspaced ? LENGTH_UNSPACED : LENGTH;
            for (int from = 0; from == 0 || from + length <= edged.length(); from++) {
                grams.add(edged.substring(from, Math.min(edged.length(), from + length)));
            }
            word.setLength(0);
        }
    }
}
