package palimpsest.memory.longterm;

import java.util.Locale;
import palimpsest.memory.retrieve.SearchWords;

/** Tells whether two texts say the same thing in the same words. */
final class TextKey {

    private TextKey() {}

    /** The words in lower case: two texts with one key differ in spaces, case and punctuation only. */
    static String of(String speaker, String text) {
        return (speaker + '|' + SearchWords.prepare(text)).toLowerCase(Locale.ROOT);
    }
}
