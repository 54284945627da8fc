package palimpsest.memory.text;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that PostgreSQL can hold: without U+0000, which its {@code text} and {@code jsonb} refuse, and without lone
 * surrogates, which no UTF-8 can carry. What a caller sends is refused with {@link #problem}; what a document, a model
 * or a tool gives is taken over with {@link #clean}.
 *
 * @param value    the text; every character that can't be stored is U+FFFD, so that offsets stay
 * @param replaced how many characters were replaced; 0 when the text is as it came
 */
public record StorableText(String value, int replaced) {

    private static final char REPLACEMENT = '\uFFFD';
    /** What JSON writes for U+0000 and for surrogates; the backslash before it is not one that is escaped itself. */
    private static final Pattern ESCAPES = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)((?:\\\\u[0-9a-fA-F]{4})+)");
    private static final int ESCAPE = 6;

    /** The text with U+FFFD in the place of what can't be stored. */
    public static StorableText clean(String text) {
        int at = firstFault(text, 0);
        if (at < 0) {
            return new StorableText(text, 0);
        }
        var cleaned = new StringBuilder(text);
        int replaced = 0;
        for (; at >= 0; at = firstFault(text, at + 1)) {
            cleaned.setCharAt(at, REPLACEMENT);
            replaced++;
        }
        return new StorableText(cleaned.toString(), replaced);
    }

    /** The same for text that is JSON, where such a character may stand as an escape, too. */
    public static StorableText cleanJson(String json) {
        StorableText written = clean(json);
        var replaced = new int[] {written.replaced()};
        String cleaned = ESCAPES.matcher(written.value()).replaceAll(found -> {
            String escapes = found.group(2);
            var said = new StringBuilder();
            for (int i = 0; i < escapes.length(); i += ESCAPE) {
                said.append((char) Integer.parseInt(escapes.substring(i + 2, i + ESCAPE), 16));
            }
            StorableText storable = clean(said.toString());
            if (storable.replaced() == 0) {
                return Matcher.quoteReplacement(found.group());
            }
            replaced[0] += storable.replaced();
            var mended = new StringBuilder(found.group(1));
            for (int i = 0; i < said.length(); i++) {
                boolean same = storable.value().charAt(i) == said.charAt(i);
                mended.append(same ? escapes.substring(i * ESCAPE, (i + 1) * ESCAPE) : "\\ufffd");
            }
            return Matcher.quoteReplacement(mended.toString());
        });
        return new StorableText(cleaned, replaced[0]);
    }

    /**
     * Why a text can't be stored, such as {@code holds U+0000 at character 12, which can't be stored} (characters are
     * code points from 0); empty for a text that can, and for null.
     */
    public static Optional<String> problem(String text) {
        int at = text == null ? -1 : firstFault(text, 0);
        return at < 0 ? Optional.empty() : Optional.of("holds %s at character %d, which can't be stored"
                .formatted(text.charAt(at) == 0 ? "U+0000" : "a lone surrogate (U+%04X)".formatted((int) text.charAt(at)), text.codePointCount(0, at)));
    }

    /** The text. @throws IllegalArgumentException with the name and the problem when it can't be stored */
    public static String required(String name, String text) {
        problem(text).ifPresent(problem -> {
            throw new IllegalArgumentException(name + " " + problem + ".");
        });
        return text;
    }

    private static int firstFault(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }
}
