package palimpsest.memory.claim;

import java.util.Arrays;
import palimpsest.memory.text.ReadCharacter;

/**
 * A text without what people change when they quote: case, kinds of quotes and dashes, white space, Markdown emphasis, and
 * ways to write one character.
 * Knows for each of its characters where it stands in the original.
 */
public final class FoldedText {

    /** Below it nothing is composed with what stands before. */
    private static final int FIRST_COMPOSING = 0x300;

    private final String folded;
    private final int[] from;
    private final int[] to;

    private FoldedText(String folded, int[] from, int[] to) {
        this.folded = folded;
        this.from = from;
        this.to = to;
    }

    public static FoldedText of(String text) {
        return of(text, false);
    }

    /** The same with upper and lower case told apart. */
    public static FoldedText withCase(String text) {
        return of(text, true);
    }

    private static FoldedText of(String text, boolean keepCase) {
        StringBuilder folded = new StringBuilder(text.length());
        int[] from = new int[text.length() + 16];
        int[] to = new int[text.length() + 16];
        for (int i = 0; i < text.length(); ) {
            int next = ReadCharacter.end(text, i);
            int before = folded.length();
            if (next == i + 1 && text.charAt(i) < FIRST_COMPOSING) {
                append(text.charAt(i), folded, keepCase);
            } else {
                ReadCharacter.composed(text.substring(i, next)).codePoints().forEach(each -> append(each, folded, keepCase));
            }
            if (folded.length() > from.length) {
                from = Arrays.copyOf(from, 2 * folded.length());
                to = Arrays.copyOf(to, 2 * folded.length());
            }
            Arrays.fill(from, before, Math.max(before, folded.length()), i);
            Arrays.fill(to, before, Math.max(before, folded.length()), next);
            i = next;
        }
        return new FoldedText(folded.toString(), Arrays.copyOf(from, folded.length()), Arrays.copyOf(to, folded.length()));
    }

    private static void append(int codePoint, StringBuilder folded, boolean keepCase) {
        if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
            if (!folded.isEmpty() && folded.charAt(folded.length() - 1) != ' ') {
                folded.append(' ');
            }
            return;
        }
        switch (codePoint) {
            case '*', '_', '`', 0x00AD, 0x2060, 0x200B, 0x200C, 0x200D, 0xFEFF -> { }
            case '"', '“', '”', '„', '«', '»', '‟', '‘', '’', '‚', '‹', '›', '′', '「', '」', '『', '』' -> folded.append('\'');
            case '‐', '‑', '‒', '–', '—', '―' -> folded.append('-');
            case '…' -> folded.append("...");
            default -> folded.appendCodePoint(keepCase ? codePoint : Character.toLowerCase(Character.toUpperCase(codePoint)));
        }
    }

    public String text() {
        return folded;
    }

    /** The quote to look for: without the space around it. */
    public String needle() {
        return folded.strip();
    }

    public int originalStart(int index) {
        return from[index];
    }

    /** One past the original character whose last folded one is at {@code index}. */
    public int originalEnd(int index) {
        return to[index];
    }
}
