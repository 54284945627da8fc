package palimpsest.memory.text;

/**
 * A text that is cut by code point offsets. A text without surrogates is cut directly; any other has a mark every
 * few code points, so that a cut costs the same anywhere. Immutable.
 */
public final class CodePointText {

    private static final int STEP = 256;

    private final String text;
    private final int length;
    private final int[] marks; // char index of code points 0, STEP, 2 * STEP …; null when chars are code points

    public CodePointText(String text) {
        this.text = text;
        this.length = text.codePointCount(0, text.length());
        this.marks = length == text.length() ? null : marks(text, length);
    }

    private static int[] marks(String text, int length) {
        int[] marks = new int[length / STEP + 1];
        int at = 0;
        for (int i = 1; i < marks.length; i++) {
            at = text.offsetByCodePoints(at, STEP);
            marks[i] = at;
        }
        return marks;
    }

    /** Length in code points. */
    public int length() {
        return length;
    }

    /** The text at {@code [start, end)}. */
    public String substring(int start, int end) {
        if (start < 0 || end > length || start > end) {
            throw new IndexOutOfBoundsException("[" + start + ", " + end + ") in a text of " + length + " code points");
        }
        return text.substring(charIndex(start), charIndex(end));
    }

    /** The {@code char} index of a code point, for use with {@link #toString()}. */
    public int charIndex(int codePoint) {
        if (marks == null) {
            return codePoint;
        }
        int mark = codePoint / STEP;
        return text.offsetByCodePoints(marks[mark], codePoint - mark * STEP);
    }

    /** The whole text. */
    @Override
    public String toString() {
        return text;
    }
}
