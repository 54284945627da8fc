package palimpsest.runtime.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import palimpsest.memory.claim.FoldedText;

/** Finds a quote in what was read: to the character, then without minding what {@link FoldedText} leaves out. */
final class QuoteFinder {

    /** A quote this long may begin or end inside a word; a shorter one would be found anywhere. */
    private static final int LONG_ENOUGH_INSIDE_WORDS = 12;
    private static final String EDGES = ".,;:!?…'-– ";

    private final List<ReadSpan> read;
    private final ReadTexts texts;

    QuoteFinder(List<ReadSpan> read, ReadTexts texts) {
        this.read = List.copyOf(read);
        this.texts = texts;
    }

    /** @param hint the chunk that the answer names, looked into first; null for none */
    Optional<Citation> find(String quote, Integer hint) {
        String wanted = quote.strip();
        if (wanted.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return Optional.empty();
        }
        List<ReadSpan> order = new ArrayList<>(read);
        order.sort(Comparator.comparing((ReadSpan span) -> hint == null || !hint.equals(span.chunkId())));
        return find(wanted, order, true).or(() -> wanted.length() < LONG_ENOUGH_INSIDE_WORDS ? Optional.empty() : find(wanted, order, false));
    }

    private Optional<Citation> find(String wanted, List<ReadSpan> order, boolean wholeWords) {
        String needle = FoldedText.of(wanted).needle();
        return exact(wanted, order, wholeWords).or(() -> tolerant(needle, order, wholeWords)).or(() -> tolerant(trimmed(needle), order, wholeWords));
    }

    private static Optional<Citation> exact(String wanted, List<ReadSpan> order, boolean wholeWords) {
        for (ReadSpan span : order) {
            String text = span.text();
            for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
                if (whole(text, at) && whole(text, at + wanted.length()) && (!wholeWords || wholeWords(text, at, at + wanted.length()))) {
                    return Optional.of(Citation.of(span, at, at + wanted.length()));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Citation> tolerant(String needle, List<ReadSpan> order, boolean wholeWords) {
        if (needle.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return Optional.empty();
        }
        for (ReadSpan span : order) {
            FoldedText text = texts.of(span).folded();
            for (int at = text.text().indexOf(needle); at >= 0; at = text.text().indexOf(needle, at + 1)) {
                int from = text.originalStart(at);
                int to = text.originalEnd(at + needle.length() - 1);
                if (!wholeWords || wholeWords(span.text(), from, to)) {
                    return Optional.of(Citation.of(span, from, to));
                }
            }
        }
        return Optional.empty();
    }

    /** Models end a quote with their own punctuation. */
    private static String trimmed(String needle) {
        int start = 0;
        int end = needle.length();
        while (end > start && EDGES.indexOf(needle.charAt(end - 1)) >= 0) {
            end--;
        }
        while (start < end && EDGES.indexOf(needle.charAt(start)) >= 0) {
            start++;
        }
        return needle.substring(start, end);
    }

    private static boolean whole(String text, int at) {
        return at == 0 || at == text.length() || !(Character.isHighSurrogate(text.charAt(at - 1)) && Character.isLowSurrogate(text.charAt(at)));
    }

    /** "art" is not quoted from "heart"; scripts without spaces between words have no such edges. */
    private static boolean wholeWords(String text, int from, int to) {
        boolean insideBefore = from > 0 && joined(text.codePointBefore(from), text.codePointAt(from));
        boolean insideAfter = to < text.length() && joined(text.codePointBefore(to), text.codePointAt(to));
        return !insideBefore && !insideAfter;
    }

    private static boolean joined(int left, int right) {
        return Character.isLetterOrDigit(left) && Character.isLetterOrDigit(right) && !Character.isIdeographic(left) && !Character.isIdeographic(right)
                && spaced(left) && spaced(right);
    }

    private static boolean spaced(int codePoint) {
        return switch (Character.UnicodeScript.of(codePoint)) {
            case LATIN, CYRILLIC, GREEK, COMMON, ARABIC, HEBREW, DEVANAGARI, ARMENIAN, GEORGIAN -> true;
            default -> false;
        };
    }
}
