package palimpsest.runtime.answer;

import java.util.Arrays;

/**
 * A text without what people change when they quote: case, kinds of quotes and dashes, white space, Markdown emphasis.
 * Knows for each of its characters where it stands in the original.
 */
final class FoldedText {

    private final String folded;
    private final int[] from;
    private final int[] to;

    private FoldedText(String folded, int[] from, int[] to) {
        this.folded = folded;
        this.from = from;
        this.to = to;
    }

    static FoldedText of(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        int[] from = new int[text.length() * 2 + 1];
        int[] to = new int[text.length() * 2 + 1];
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            int before = folded.length();
            append(codePoint, folded);
            for (int k = before; k < folded.length(); k++) {
                from[k] = i;
                to[k] = next;
            }
            i = next;
        }
        return new FoldedText(folded.toString(), Arrays.copyOf(from, folded.length()), Arrays.copyOf(to, folded.length()));
    }

    private static void append(int codePoint, StringBuilder folded) {
        if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
            if (!folded.isEmpty() && folded.charAt(folded.length() - 1) != ' ') {
                folded.append(' ');
            }
            return;
        }
        switch (codePoint) {
            case '*', '_', '`', 0x00AD, 0x200B, 0x200C, 0x200D, 0xFEFF -> { }
            case '"', '“', '”', '„', '«', '»', '‟', '‘', '’', '‚', '‹', '›', '′', '「', '」', '『', '』' -> folded.append('\'');
            case '‐', '‑', '‒', '–', '—', '―' -> folded.append('-');
            case '…' -> folded.append("...");
            default -> folded.appendCodePoint(Character.toLowerCase(Character.toUpperCase(codePoint)));
        }
    }

    String text() {
        return folded;
    }

    /** The quote to look for: without the space around it. */
    String needle() {
        return folded.strip();
    }

    int originalStart(int index) {
        return from[index];
    }

    /** One past the original character whose last folded one is at {@code index}. */
    int originalEnd(int index) {
        return to[index];
    }
}
