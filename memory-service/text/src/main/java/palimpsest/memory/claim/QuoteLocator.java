package palimpsest.memory.claim;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds a quote in a text to the character; only white space, the kinds of quotation marks and dashes, emphasis, ways to write one
 * character, the case of its first letter and the mark at its end may differ. Parts around an ellipsis stand in this order.
 */
public final class QuoteLocator {

    private static final Pattern ELLIPSIS = Pattern.compile("\\s*(?:\\[\\s*\\.\\.\\.\\s*]|\\(\\s*\\.\\.\\.\\s*\\)|\\.\\.\\.)\\s*");
    private static final Pattern LINE_HYPHEN = Pattern.compile("\\p{L}[-\u2010]\\s*\\n\\s*\\p{L}");
    private static final Pattern HYPHEN = Pattern.compile("(?<=\\p{L})[-\u2010]\\s*(?=\\p{L})");
    private static final String ENDINGS = ".,;: ";

    private final FoldedText folded;
    private final boolean hyphenated;
    private final String text;

    public QuoteLocator(String text) {
        this.text = text;
        this.folded = FoldedText.withCase(text);
        this.hyphenated = LINE_HYPHEN.matcher(text).find();
    }

    /** A stretch in {@code char}s of the text. */
    public record Stretch(int start, int end) {}

    public Optional<Stretch> find(String quote) {
        String wanted = FoldedText.withCase(quote.strip()).needle();
        String[] parts = ELLIPSIS.split(wanted, -1);
        int from = 0;
        int first = -1;
        for (String part : parts) {
            String needle = withoutEnding(part);
            if (needle.codePoints().noneMatch(Character::isLetterOrDigit)) {
                continue;
            }
            int at = indexOf(needle, from);
            if (at < 0) {
                return hyphenated && parts.length == 1 ? acrossLines(needle) : Optional.empty();
            }
            first = first < 0 ? at : first;
            from = at + needle.length();
        }
        return first < 0 ? Optional.empty() : Optional.of(new Stretch(folded.originalStart(first), folded.originalEnd(from - 1)));
    }

    private int indexOf(String needle, int from) {
        int at = wholeIndexOf(folded.text(), needle, from);
        int initial = needle.codePointAt(0);
        if (at < 0 && Character.isLetter(initial)) {
            int other = Character.isUpperCase(initial) ? Character.toLowerCase(initial) : Character.toUpperCase(initial);
            at = wholeIndexOf(folded.text(), Character.toString(other) + needle.substring(Character.charCount(initial)), from);
        }
        return at;
    }

    /** A word that was divided at the end of a line is the word. */
    private Optional<Stretch> acrossLines(String needle) {
        String joined = HYPHEN.matcher(text).replaceAll("");
        return wholeIndexOf(FoldedText.withCase(joined).text(), HYPHEN.matcher(needle).replaceAll(""), 0) < 0 ? Optional.empty()
                : Optional.of(new Stretch(0, text.length()));
    }

    private static int wholeIndexOf(String text, String needle, int from) {
        for (int at = text.indexOf(needle, from); at >= 0; at = text.indexOf(needle, at + 1)) {
            if (!goesOn(text, at) && !goesOn(text, at + needle.length())) {
                return at;
            }
        }
        return -1;
    }

    /** Whether a word or a number goes on over the edge. */
    private static boolean goesOn(String text, int edge) {
        if (edge <= 0 || edge >= text.length()) {
            return false;
        }
        int left = text.codePointBefore(edge);
        int right = text.codePointAt(edge);
        if (Character.isDigit(left) && edge + 1 < text.length() && ".,'".indexOf(right) >= 0 && Character.isDigit(text.codePointAt(edge + 1))) {
            return true;
        }
        if (Character.isDigit(right) && edge >= 2 && ".,'-".indexOf(left) >= 0 && (left == '-' || Character.isDigit(text.codePointBefore(edge - 1)))) {
            return true;
        }
        return word(left) && word(right);
    }

    private static boolean word(int codePoint) {
        if (!Character.isLetterOrDigit(codePoint)) {
            return Character.getType(codePoint) == Character.NON_SPACING_MARK;
        }
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> false;
            default -> true;
        };
    }

    private static String withoutEnding(String part) {
        int end = part.length();
        while (end > 0 && ENDINGS.indexOf(part.charAt(end - 1)) >= 0) {
            end--;
        }
        return part.substring(0, end).stripLeading();
    }
}
