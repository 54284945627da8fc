package palimpsest.memory.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells questions in English from those in another language of the Latin script, for models that read English only. */
public final class English {

    private static final Pattern ASKS = Pattern.compile("(?i)\\b(?:what|who|whom|whose|when|where|which|why|how|did|does|would)\\b");
    private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}'’]+");
    /** Words that few other languages of the script have. */
    private static final Set<String> FUNCTION_WORDS = Set.of(("the of is are were has have had been being with from and for that this these those by about it its they their them you your my our she "
            + "he his her would could should can will not or if than then there any some most other between during after before under over into only also").split(" "));
    /** Up to so many words may be a name or keywords. */
    private static final int FEW = 3;
    private static final int ONE_OF = 5;

    private English() {}

    /** Whether a text may be English: it holds an English question word or verb, a fifth of its words build English sentences, or it is a word or three without accents. */
    public static boolean mayBe(String text) {
        if (ASKS.matcher(text).find()) {
            return true;
        }
        List<String> words = Arrays.stream(NOT_LETTERS.split(text.toLowerCase(Locale.ROOT))).filter(word -> !word.isEmpty()).toList();
        if (words.size() <= FEW && text.codePoints().filter(Character::isLetter).allMatch(letter -> letter < 128)) {
            return true;
        }
        return ONE_OF * words.stream().filter(FUNCTION_WORDS::contains).count() >= words.size();
    }
}
