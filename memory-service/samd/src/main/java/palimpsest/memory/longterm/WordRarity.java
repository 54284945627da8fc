package palimpsest.memory.longterm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How rare words are in a sample of a subject's records.
 *
 * @param records in the sample
 * @param length  mean number of words of these, 1 at least
 * @param holding by lexeme, how many of the records hold it; one that hardly any holds is left out
 */
record WordRarity(int records, double length, Map<String, Integer> holding) {

    private static final int PAIRED = 5; // of the rarest words
    private static final double RARE = 0.01; // share of the records that hold it, at most
    private static final double COMMON = 0.05; // likewise, more than this

    private int in(String lexeme) {
        return holding.getOrDefault(lexeme, 0);
    }

    /** Inverse document frequency of BM25. */
    double idf(String lexeme) {
        return Math.log(1 + (records - in(lexeme) + 0.5) / (in(lexeme) + 0.5));
    }

    /** What to look for, what weighs most first: each two of the rarest words together, and each one that is rare; the rarest one where none is. */
    List<String> chosen(List<String> lexemes) {
        record Choice(String query, double idf) {}
        List<String> byRarity = lexemes.stream().sorted(Comparator.comparingInt(this::in)).toList();
        var choices = new ArrayList<Choice>();
        for (int second = 1; second < Math.min(PAIRED, byRarity.size()); second++) {
            for (int first = 0; first < second; first++) {
                String rare = byRarity.get(first);
                String other = byRarity.get(second);
                if (second > 1 && in(rare) > COMMON * records) {
                    continue; // two common words: the index reads two long lists for them
                }
                choices.add(new Choice(query(rare) + " & " + query(other), idf(rare) + idf(other)));
            }
        }
        byRarity.stream().filter(lexeme -> in(lexeme) <= RARE * records || in(lexeme) == in(byRarity.getFirst())).forEach(rare -> choices.add(new Choice(query(rare), idf(rare))));
        return choices.stream().sorted(Comparator.comparingDouble(Choice::idf).reversed()).map(Choice::query).toList();
    }

    /** As PostgreSQL reads a {@code tsquery} of that one lexeme. */
    static String query(String lexeme) {
        return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
