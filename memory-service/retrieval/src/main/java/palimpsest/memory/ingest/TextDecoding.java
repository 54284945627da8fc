package palimpsest.memory.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes as characters. */
final class TextDecoding {

    private static final int SHORTEST = 8;
    private static final double MOSTLY = 0.7;
    private static final double HARDLY = 0.05;

    private TextDecoding() {}

    /** By the byte order mark; null without one. */
    static String marked(byte[] content) {
        if (startsWith(content, 0xef, 0xbb, 0xbf)) {
            return new String(content, 3, content.length - 3, StandardCharsets.UTF_8);
        }
        return startsWith(content, 0xff, 0xfe) || startsWith(content, 0xfe, 0xff) ? utf16(content) : null;
    }

    /** UTF-32, and UTF-16 without a mark: told by where the zero bytes of Latin letters, digits and spaces stand. Null for anything else. */
    static String wide(byte[] content) {
        if (content.length >= SHORTEST && content.length % 4 == 0) {
            if (startsWith(content, 0xff, 0xfe, 0, 0) || zeros(content, 4, 3) == 1 && zeros(content, 4, 2) > MOSTLY && zeros(content, 4, 0) < HARDLY) {
                return withoutMark(new String(content, Charset.forName("UTF-32LE")));
            }
            if (startsWith(content, 0, 0, 0xfe, 0xff) || zeros(content, 4, 0) == 1 && zeros(content, 4, 1) > MOSTLY && zeros(content, 4, 3) < HARDLY) {
                return withoutMark(new String(content, Charset.forName("UTF-32BE")));
            }
        }
        if (content.length >= SHORTEST && content.length % 2 == 0) {
            if (zeros(content, 2, 1) > MOSTLY && zeros(content, 2, 0) < HARDLY) {
                return withoutMark(new String(content, StandardCharsets.UTF_16LE));
            }
            if (zeros(content, 2, 0) > MOSTLY && zeros(content, 2, 1) < HARDLY) {
                return withoutMark(new String(content, StandardCharsets.UTF_16BE));
            }
        }
        return null;
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
