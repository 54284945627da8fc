package palimpsest.memory.retrieve;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import palimpsest.memory.text.ReadCharacter;

/**
 * The words of a text as the index sees them: runs of letters and digits; characters of scripts written without
 * spaces stand alone, so that two of them in a row are a phrase. PostgreSQL's own parser would make one word of a host
 * name, a path or a run of Chinese, and signed numbers of a date.
 */
public final class SearchWords {

    private static final int LONGEST = 100; // PostgreSQL leaves longer words than 2 KB out, and then positions shift

    private SearchWords() {}

    /**
     * A word of a text.
     *
     * @param start {@code char} index in the text
     * @param end   one past the last
     */
    public record Word(int start, int end) {}

    /** Where the words stand, in order. Position {@code n} in the passage's lexemes is word {@code n - 1}. */
    public static List<Word> locate(String text) {
        var words = new ArrayList<Word>();
        int start = -1;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            boolean alone = standsAlone(c);
            boolean inside = !alone && (Character.isLetterOrDigit(c) || start >= 0 && (isMark(c) || ReadCharacter.isInvisible(text, at)));
            if (start >= 0 && (!inside || next - start > LONGEST)) {
                words.add(new Word(start, at));
                start = -1;
            }
            if (alone) {
                words.add(new Word(at, next));
            } else if (inside && start < 0 && !isMark(c) && !ReadCharacter.isInvisible(text, at)) {
                start = at;
            }
            at = next;
        }
        if (start >= 0) {
            words.add(new Word(start, text.length()));
        }
        return words;
    }

    /** The words with one space between, as handed to {@code to_tsvector}. */
    public static String prepare(String text) {
        return prepare(text, locate(text));
    }

    /** {@link #prepare(String)} with the words located already. */
    public static String prepare(String text, List<Word> words) {
        var prepared = new StringBuilder(text.length() + words.size());
        for (Word word : words) {
            if (!prepared.isEmpty()) {
                prepared.append(' ');
            }
            prepared.append(normal(text.substring(word.start(), word.end())));
        }
        return prepared.toString();
    }

    /** Whether the words at some positions begin as the lexemes do that PostgreSQL has there. */
    static boolean agree(String text, Map<Integer, String> lexemes) {
        if (lexemes.isEmpty()) {
            return true;
        }
        List<Word> words = locate(text);
        return lexemes.entrySet().stream().allMatch(entry -> entry.getKey() <= words.size()
                && firstLetter(text.substring(words.get(entry.getKey() - 1).start())) == firstLetter(entry.getValue()));
    }

    /** Without case and accents, which stemmers change. */
    private static int firstLetter(String word) {
        String first = word.substring(0, Character.charCount(word.codePointAt(0)));
        return Normalizer.normalize(first, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT).codePointAt(0);
    }

    private static String normal(String word) {
        if (word.chars().allMatch(c -> c < 0x80)) {
            return word;
        }
        // a ligature or a full-width letter is found by plain letters; what would fall apart into several words stays as it is
        var seen = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            if (!ReadCharacter.isInvisible(word, i)) {
                seen.append(word.charAt(i));
            }
        }
        String normal = Normalizer.normalize(seen, Normalizer.Form.NFKC);
        return normal.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || isMark(c)) ? normal : seen.toString();
    }

    static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    static boolean standsAlone(int c) {
        if (c < 0x0e00) {
            return false;
        }
        return Character.isIdeographic(c) || switch (Character.UnicodeScript.of(c)) {
            case HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> Character.isLetterOrDigit(c);
            default -> false;
        };
    }
}
