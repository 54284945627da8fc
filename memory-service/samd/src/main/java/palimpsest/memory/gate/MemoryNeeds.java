package palimpsest.memory.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an application wants remembered, in words and examples: "allergies and medication, such as 5 mg of lisinopril". An entry that begins
 * with {@code not:} says what it does not want. Turns that speak of it are scored higher or lower; a language model is shown the entries.
 */
public final class MemoryNeeds {

    /** None said. */
    public static final MemoryNeeds NONE = new MemoryNeeds(List.of());

    private static final String NOT = "not:";
    private static final double A_WORD = 1.2; // added to the linear score for each word that is shared
    private static final double MOST = 3;
    private static final int SHORTEST_STEM = 4;
    private static final Set<String> SAYS_NOTHING = Set.of("remember", "remembered", "keep", "kept", "want", "wanted", "things", "thing", "everything", "anything",
            "user", "users", "person", "people", "example", "examples", "like", "including", "says", "say", "said", "talk", "words", "memory", "turns", "also");

    private final List<String> entries;
    private final Set<String> wanted = new HashSet<>();
    private final Set<String> unwanted = new HashSet<>();

    /** @param entries blank ones are passed over */
    public MemoryNeeds(List<String> entries) {
        this.entries = entries.stream().map(String::strip).filter(entry -> !entry.isEmpty()).toList();
        for (String entry : this.entries) {
            boolean not = entry.toLowerCase(Locale.ROOT).startsWith(NOT);
            stems(not ? entry.substring(NOT.length()) : entry).forEach(not ? unwanted::add : wanted::add);
        }
    }

    /** As they were given. */
    public List<String> entries() {
        return entries;
    }

    /** What to add to the linear score of a turn, and the words for which. */
    record Shift(double logit, List<String> words) {}

    Shift shift(String text) {
        if (entries.isEmpty()) {
            return new Shift(0, List.of());
        }
        double shift = 0;
        var words = new ArrayList<String>();
        for (String stem : stems(text)) {
            int side = (wanted.contains(stem) ? 1 : 0) - (unwanted.contains(stem) ? 1 : 0);
            if (side != 0) {
                shift += side * A_WORD;
                words.add((side > 0 ? "wanted: " : "not wanted: ") + stem);
            }
        }
        return new Shift(Math.clamp(shift, -MOST, MOST), words);
    }

    private static Set<String> stems(String text) {
        var stems = new LinkedHashSet<String>();
        Wording.contentWords(Wording.words(text)).stream().filter(word -> !SAYS_NOTHING.contains(word)).map(MemoryNeeds::stem).forEach(stems::add);
        return stems;
    }

    /** Without the commonest English endings, so that "allergic" is not found by "allergies" but "allergy" is. */
    private static String stem(String word) {
        for (String[] ending : new String[][] {{"ies", "y"}, {"ing", ""}, {"ed", ""}, {"es", ""}, {"s", ""}}) {
            String stem = word.endsWith(ending[0]) ? word.substring(0, word.length() - ending[0].length()) + ending[1] : "";
            if (stem.length() >= SHORTEST_STEM) {
                return stem;
            }
        }
        return word;
    }
}
