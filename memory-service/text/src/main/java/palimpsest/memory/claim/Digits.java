package palimpsest.memory.claim;

/** Digits of other scripts and fractions in one character, as digits that Java reads. */
final class Digits {

    private Digits() {}

    /** The text with every decimal digit as 0 to 9 and every odd space as a space, of the same length. */
    static String plain(String text) {
        char[] chars = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char plain = plain(c);
            if (plain != c) {
                chars = chars == null ? text.toCharArray() : chars;
                chars[i] = plain;
            }
        }
        return chars == null ? text : new String(chars);
    }

    /** Whether any of 0 to 9 stands in the text. */
    static boolean standIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                return true;
            }
        }
        return false;
    }

    private static char plain(char c) {
        if (c < 128) {
            return c;
        }
        int digit = Character.isDigit(c) ? Character.digit(c, 10) : -1;
        if (digit >= 0) {
            return (char) ('0' + digit);
        }
        return switch (c) {
            case '\u00A0', '\u2007', '\u2009', '\u202F', '\u2008', '\u200A', '\u2005', '\u2006' -> ' ';
            case '−', '﹣', '－' -> '-';
            case '，', '٬', '﹐' -> ',';
            case '．', '٫', '﹒' -> '.';
            case '’', 'ʼ', '＇' -> '\'';
            case '％', '٪' -> '%';
            case '：' -> ':';
            case '／', '⁄' -> '/';
            default -> c;
        };
    }

    /** The value of {@code ½} and its like; -1 for other characters. */
    static double fraction(char c) {
        return switch (c) {
            case '½' -> 0.5;
            case '¼' -> 0.25;
            case '¾' -> 0.75;
            case '⅛' -> 0.125;
            case '⅜' -> 0.375;
            case '⅝' -> 0.625;
            case '⅞' -> 0.875;
            case '⅕' -> 0.2;
            case '⅖' -> 0.4;
            case '⅗' -> 0.6;
            case '⅘' -> 0.8;
            default -> -1;
        };
    }
}
