package palimpsest.memory.text;

import java.text.Normalizer;

/** One character as people read it: a letter with its marks, however it is written in a text. */
public final class ReadCharacter {

    /** Below it nothing is composed with what stands before. */
    private static final int FIRST_COMPOSING = 0x300;

    private ReadCharacter() {}

    /**
     * Whether the {@code char} at {@code index} is one that nobody sees inside or at the end of a word: soft hyphens, word joiners, marks of byte order, and spaces
     * without a width behind a letter of a script that writes spaces between words, unless a letter of another script follows.
     */
    public static boolean isInvisible(String text, int index) {
        return switch (text.charAt(index)) {
            case 0x00AD, 0x2060, 0xFEFF -> true;
            case 0x200B -> index > 0 && writesSpaces(text.charAt(index - 1))
                    && (index + 1 == text.length() || !Character.isLetter(text.codePointAt(index + 1)) || writesSpaces(text.charAt(index + 1)));
            default -> false;
        };
    }

    /** Whether {@link #isInvisible} can be true of it, depending on what stands beside it. */
    public static boolean mayBeInvisible(char c) {
        return c == 0x00AD || c == 0x200B || c == 0x2060 || c == 0xFEFF;
    }

    /** Whether it is one of the Latin letters that typesetting joined to one character, such as those of "fi". */
    public static boolean isLigature(int codePoint) {
        return codePoint >= 0xFB00 && codePoint <= 0xFB06;
    }

    private static boolean writesSpaces(char c) {
        return switch (Character.UnicodeScript.of(c)) {
            case LATIN, CYRILLIC, GREEK -> true;
            default -> false;
        };
    }

    /**
     * One past the end of the character that begins at {@code start}, a {@code char} index: marks and Hangul letters that are written one by one belong to the
     * character before them.
     */
    public static int end(String text, int start) {
        int end = start + Character.charCount(text.codePointAt(start));
        while (end < text.length() && text.charAt(end) >= FIRST_COMPOSING && composes(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    private static boolean composes(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK || codePoint >= 0x1160 && codePoint <= 0x11FF;
    }

    /** The same character composed (NFC); ligatures and full-width letters are other shapes of the same characters (NFKC). */
    public static String composed(String character) {
        int first = character.codePointAt(0);
        if (character.length() == 1 && first < FIRST_COMPOSING) {
            return character;
        }
        boolean shape = isLigature(first) || first >= 0xFF01 && first <= 0xFF5E;
        return Normalizer.normalize(character, shape ? Normalizer.Form.NFKC : Normalizer.Form.NFC);
    }
}
