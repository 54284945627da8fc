package palimpsest.memory.retrieve;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import palimpsest.memory.retrieve.Keyword.Term;

/**
 * BM25F (Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple weighted fields, CIKM 2004) of keywords over a set of
 * passages: a word counts whole in the passage itself and in its speaker and date, in part where it stands in what came before.
 * k1 1.2, b 0.75; for turns of a conversation b 0.3, since a turn is not better for being short (measured, docs/retrieval.md).
 * A phrase scores like a word whose rarity is that of its words together, and each place where it stands counts less the
 * further its words are moved; what came before has no part in phrases. A word of a script without spaces is a phrase of its characters, which
 * stand in a row or not at all, and its rarity is its own.
 *
 * @param passages      passages searched
 * @param averageLength of them, in words
 * @param frequency     in how many of them each lexeme occurs, and each word of several characters ({@link Keyword#inARow()})
 */
record Bm25(long passages, double averageLength, Map<String, Long> frequency) {

    private static final double K1 = 1.2;
    private static final double B = 0.75;
    private static final double B_TURN = 0.3;
    private static final double BEFORE = 0.4;
    private static final double EARLIER = 0.15;
    private static final int SLOP = 2;
    private static final int[] NOWHERE = {};

    /**
     * Where a lexeme stands.
     *
     * @param own     positions in the passage, from 1
     * @param heading times in its speaker and date
     * @param before  times in the turn before
     * @param earlier times in the turns before that
     */
    record Occurrences(int[] own, int heading, int before, int earlier) {

        static final Occurrences NONE = new Occurrences(NOWHERE, 0, 0, 0);

        static Occurrences at(int... positions) {
            return new Occurrences(positions, 0, 0, 0);
        }

        double weight() {
            return own.length + heading + BEFORE * before + EARLIER * earlier;
        }
    }

    double rarity(String lexeme) {
        long df = frequency.getOrDefault(lexeme, 0L);
        return Math.log(1 + (passages - df + 0.5) / (df + 0.5));
    }

    double rarity(Keyword keyword) {
        // letters of an alphabet stand everywhere: only the word they make is rare
        if (keyword.ofCharacters() && frequency.containsKey(keyword.inARow())) {
            return rarity(keyword.inARow());
        }
        return keyword.terms().stream().mapToDouble(term -> rarity(term.lexeme())).sum();
    }

    /** Score of a passage; 0 when no keyword is in it or before it. */
    double score(List<Keyword> keywords, Map<String, Occurrences> occurrences, int words, boolean turn) {
        double b = turn ? B_TURN : B;
        double saturation = K1 * (1 - b + b * words / Math.max(1, averageLength));
        double score = 0;
        for (Keyword keyword : keywords) {
            double tf = occurrences(keyword, occurrences);
            if (tf > 0) {
                score += rarity(keyword) * tf * (K1 + 1) / (tf + saturation);
            }
        }
        return score;
    }

    static double occurrences(Keyword keyword, Map<String, Occurrences> occurrences) {
        List<Term> terms = keyword.terms();
        if (terms.size() == 1) {
            return occurrences.getOrDefault(terms.getFirst().lexeme(), Occurrences.NONE).weight();
        }
        double sum = 0;
        int[] places = new int[terms.size()];
        for (int first : own(terms.getFirst(), occurrences)) {
            if (near(terms, occurrences, first, places) && (!keyword.ofCharacters() || moved(terms, places) == 0)) {
                sum += 1.0 / (1 + moved(terms, places));
            }
        }
        return sum;
    }

    private static int[] own(Term term, Map<String, Occurrences> occurrences) {
        return occurrences.getOrDefault(term.lexeme(), Occurrences.NONE).own();
    }

    /** For a phrase that starts about {@code first}: the nearest place of every further word that no other word has taken. */
    private static boolean near(List<Term> terms, Map<String, Occurrences> occurrences, int first, int[] places) {
        places[0] = first;
        for (int i = 1; i < places.length; i++) {
            int expected = first + terms.get(i).place() - terms.getFirst().place();
            int best = -1;
            for (int position : own(terms.get(i), occurrences)) {
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
