package palimpsest.memory.ingest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;

/** Bytes as characters. */
final class TextDecoding {

    private static final int SHORTEST = 8;
    private static final double MOSTLY = 0.7;
    private static final double HARDLY = 0.05;
    private static final double MOSTLY_ONE = 0.95;
    /** Fewer letters tell nothing of a script. */
    private static final int FEWEST_LETTERS = 4;

    /** Control characters that no program writes into text; zeros, tabs, line and page ends, and signs that change an encoding or a colour it does. */
    private static final String NOISE = "\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001c\u001d\u001e\u001f";
    private static final int FEWEST_CONTROLS = 4;

    private TextDecoding() {}

    /** By the byte order mark; null without one. */
    static String marked(byte[] content) {
        if (startsWith(content, 0xef, 0xbb, 0xbf)) {
            return new String(content, 3, content.length - 3, StandardCharsets.UTF_8);
        }
        return startsWith(content, 0xff, 0xfe) || startsWith(content, 0xfe, 0xff) ? utf16(content) : null;
    }

    /** UTF-32, and UTF-16 without a mark: told by where the zero bytes of Latin letters, digits, spaces and line ends stand. Null for anything else. */
    static String wide(byte[] content) {
        if (content.length >= SHORTEST && content.length % 4 == 0) {
            if (startsWith(content, 0xff, 0xfe, 0, 0) || zeros(content, 4, 3) == 1 && zeros(content, 4, 2) > MOSTLY && zeros(content, 4, 0) < HARDLY) {
                return withoutMark(new String(content, Charset.forName("UTF-32LE")));
            }
            if (startsWith(content, 0, 0, 0xfe, 0xff) || zeros(content, 4, 0) == 1 && zeros(content, 4, 1) > MOSTLY && zeros(content, 4, 3) < HARDLY) {
                return withoutMark(new String(content, Charset.forName("UTF-32BE")));
            }
        }
        Charset utf16 = content.length % 2 == 0 ? unmarkedUtf16(content) : null;
        if (utf16 != null) {
            return withoutMark(new String(content, utf16));
        }
        String any = marked(content) == null ? wideOfAnyScript(content) : null;
        return any == null || isPlainUtf8(content) ? null : any;
    }

    /** UTF-8 in which nothing but a stray zero is a control character; the bytes of UTF-16 are that all over the text. */
    private static boolean isPlainUtf8(byte[] content) {
        try {
            return readable(strict(content).replace('\0', ' '));
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Charset unmarkedUtf16(byte[] content) {
        if (content.length >= SHORTEST && zeros(content, 2, 1) > MOSTLY && zeros(content, 2, 0) < HARDLY) {
            return StandardCharsets.UTF_16LE;
        }
        return content.length >= SHORTEST && zeros(content, 2, 0) > MOSTLY && zeros(content, 2, 1) < HARDLY ? StandardCharsets.UTF_16BE : null;
    }

    /** What the beginning of a text is encoded in where it is Unicode and more than ASCII; its last character may be cut off. Null for anything else. */
    static Charset unicode(byte[] beginning) {
        if (startsWith(beginning, 0xff, 0xfe)) {
            return StandardCharsets.UTF_16LE;
        }
        if (startsWith(beginning, 0xfe, 0xff)) {
            return StandardCharsets.UTF_16BE;
        }
        var characters = CharBuffer.allocate(beginning.length);
        boolean faultless = !StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(beginning), characters, false).isError();
        return faultless && characters.flip().chars().anyMatch(c -> c >= 0x80) ? StandardCharsets.UTF_8 : unmarkedUtf16(beginning);
    }

    /**
     * UTF-16 without a mark in any script. Its spaces, digits and line ends have a zero byte, which no other encoding of text has, on the same side; the
     * letters of one text are of a few scripts, which those of bytes read the wrong way are not. Null for anything else.
     */
    private static String wideOfAnyScript(byte[] content) {
        int even = content.length - content.length % 2;
        int little = 0;
        int big = 0;
        for (int i = 0; i < even; i += 2) {
            little += content[i + 1] == 0 && isPlain(content[i]) ? 1 : 0;
            big += content[i] == 0 && isPlain(content[i + 1]) ? 1 : 0;
        }
        if (even < SHORTEST || little == big) {
            return null;
        }
        boolean low = little > big;
        String text = withoutMark(new String(content, 0, even, low ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE));
        return isWritten(text) ? text : null;
    }

    private static boolean isPlain(byte one) {
        return one >= ' ' && one < 0x7f || one == '\n' || one == '\r' || one == '\t';
    }

    /** Whether nearly all characters are ones that people write, and nearly all letters but Latin ones of one script. */
    private static boolean isWritten(String text) {
        var letters = new EnumMap<Character.UnicodeScript, Integer>(Character.UnicodeScript.class);
        long all = text.codePoints().count();
        long odd = text.codePoints().filter(TextDecoding::isOdd).count();
        text.codePoints().filter(Character::isLetter).forEach(letter -> letters.merge(script(letter), 1, Integer::sum));
        letters.remove(Character.UnicodeScript.LATIN);
        int others = letters.values().stream().mapToInt(Integer::intValue).sum();
        int most = letters.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return odd <= HARDLY * all && others >= FEWEST_LETTERS && most >= MOSTLY_ONE * others;
    }

    private static boolean isOdd(int character) {
        return switch (Character.getType(character)) {
            case Character.UNASSIGNED, Character.PRIVATE_USE, Character.SURROGATE -> true;
            case Character.CONTROL -> !Character.isWhitespace(character);
            default -> character == 0xfffd;
        };
    }

    /** Japanese is written in three scripts, and Korean takes in Chinese words. */
    private static Character.UnicodeScript script(int letter) {
        Character.UnicodeScript script = Character.UnicodeScript.of(letter);
        return switch (script) {
            case HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> Character.UnicodeScript.HAN;
            default -> script;
        };
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** The share of zeros among every {@code step}-th byte from {@code first} on: 0 to 1. */
    private static double zeros(byte[] content, int step, int first) {
        int zeros = 0;
        int all = 0;
        for (int i = first; i < content.length; i += step) {
            all++;
            zeros += content[i] == 0 ? 1 : 0;
        }
        return (double) zeros / all;
    }

    /** UTF-8 without any fault. */
    static String strict(byte[] content) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(content)).toString();
    }

    /** Whether there is no more than the odd control character in it. */
    static boolean readable(String text) {
        long odd = text.chars().filter(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f').count();
        return odd * 20 <= text.length();
    }

    /** Whether bytes are no text in any encoding: they are not UTF-8, and control characters, which text has hardly any of, stand all over them. */
    static boolean isNoise(byte[] content) {
        try {
            strict(content);
            return false;
        } catch (CharacterCodingException e) {
            return hasManyControls(content);
        }
    }

    private static boolean hasManyControls(byte[] content) {
        int controls = 0;
        for (byte one : content) {
            controls += one >= 0 && one < ' ' && NOISE.indexOf(one) >= 0 || one == 0x7f ? 1 : 0;
        }
        return controls > FEWEST_CONTROLS && controls * 25 > content.length;
    }

    private static boolean startsWith(byte[] content, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i == content.length || (content[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** Java's own decoder loses the character behind a lone surrogate. */
    private static String utf16(byte[] content) {
        int high = (content[0] & 0xff) == 0xfe ? 0 : 1;
        char[] chars = new char[content.length / 2 - 1];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) ((content[2 * i + 2 + high] & 0xff) << 8 | content[2 * i + 3 - high] & 0xff);
        }
        return new String(chars);
    }
}
