package palimpsest.memory.retrieve;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import palimpsest.memory.retrieve.Keyword.Term;

/**
 * BM25 (k1 1.2, b 0.75) of keywords over a set of passages. A phrase scores like a word whose rarity is that of its
 * words together, and each place where it stands counts less the further its words are moved.
 *
 * @param passages      passages searched
 * @param averageLength of them, in words
 * @param frequency     in how many of them each lexeme occurs
 */
record Bm25(long passages, double averageLength, Map<String, Long> frequency) {

    private static final double K1 = 1.2;
    private static final double B = 0.75;
    private static final int SLOP = 2;
    private static final int[] NOWHERE = {};

    double rarity(String lexeme) {
        long df = frequency.getOrDefault(lexeme, 0L);
        return Math.log(1 + (passages - df + 0.5) / (df + 0.5));
    }

    double rarity(Keyword keyword) {
        return keyword.terms().stream().mapToDouble(term -> rarity(term.lexeme())).sum();
    }

    /** Score of a passage; 0 when no keyword is in it. */
    double score(List<Keyword> keywords, Map<String, int[]> positions, int words) {
        double score = 0;
        for (Keyword keyword : keywords) {
            double tf = occurrences(keyword, positions);
            if (tf > 0) {
                score += rarity(keyword) * tf * (K1 + 1) / (tf + K1 * (1 - B + B * words / Math.max(1, averageLength)));
            }
        }
        return score;
    }

    static double occurrences(Keyword keyword, Map<String, int[]> positions) {
        List<Term> terms = keyword.terms();
        if (terms.size() == 1) {
            return positions.getOrDefault(terms.getFirst().lexeme(), NOWHERE).length;
        }
        double sum = 0;
        int[] places = new int[terms.size()];
        for (int first : positions.getOrDefault(terms.getFirst().lexeme(), NOWHERE)) {
            if (near(terms, positions, first, places)) {
                sum += 1.0 / (1 + moved(terms, places));
            }
        }
        return sum;
    }

    /** For a phrase that starts about {@code first}: the nearest place of every further word that no other word has taken. */
    private static boolean near(List<Term> terms, Map<String, int[]> positions, int first, int[] places) {
        places[0] = first;
        for (int i = 1; i < places.length; i++) {
            int expected = first + terms.get(i).place() - terms.getFirst().place();
            int best = -1;
            for (int position : positions.getOrDefault(terms.get(i).lexeme(), NOWHERE)) {
                if (!taken(terms, places, i, position) && (best < 0 || Math.abs(position - expected) < Math.abs(best - expected))) {
                    best = position;
                }
            }
            if (best < 0) {
                return false;
            }
            places[i] = best;
        }
        int length = terms.getLast().place() - terms.getFirst().place();
        int from = Arrays.stream(places).min().orElseThrow();
        int to = Arrays.stream(places).max().orElseThrow();
        // in any order, but within a stretch that is longer than the phrase by the slop at most
        return to - from <= length + SLOP;
    }

    /** Whether a word of the phrase stands there already; a word that occurs twice in it stands twice, in order. */
    private static boolean taken(List<Term> terms, int[] places, int next, int position) {
        for (int i = 0; i < next; i++) {
            if (places[i] == position || places[i] > position && terms.get(i).lexeme().equals(terms.get(next).lexeme())) {
                return true;
            }
        }
        return false;
    }

    /** How far the words stand from the phrase's order, 0 for the phrase itself. */
    private static int moved(List<Term> terms, int[] places) {
        int least = Integer.MAX_VALUE;
        int most = Integer.MIN_VALUE;
        for (int i = 0; i < places.length; i++) {
            int shift = places[i] - terms.get(i).place();
            least = Math.min(least, shift);
            most = Math.max(most, shift);
        }
        return most - least;
    }
}
