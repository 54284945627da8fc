package palimpsest.memory.language;

import java.text.Normalizer;
import java.util.Arrays;
import palimpsest.memory.text.ReadCharacter;

/**
 * A text with its characters composed, as questions write them: macOS writes file names and many a text as letters with marks behind them, typesetting joins
 * letters and divides words by characters that nobody sees, and East Asian texts have full-width letters. Knows for each of its characters where it stands in the original.
 */
final class ComposedText {

    /** Of letters in other shapes and marks of byte order. */
    private static final int FIRST_OF_OTHER_SHAPE = 0xFB00;
    private static final int FIRST_INVISIBLE = 0xAD;

    private final String text;
    /** Null where nothing differs. */
    private final int[] starts;

    private ComposedText(String text, int[] starts) {
        this.text = text;
        this.starts = starts;
    }

    static ComposedText of(String text) {
        if (isAsRead(text)) {
            return new ComposedText(text, null);
        }
        var composed = new StringBuilder(text.length());
        int[] starts = new int[text.length() + 1];
        for (int i = 0; i < text.length(); ) {
            int next = ReadCharacter.end(text, i);
            int before = composed.length();
            if (!ReadCharacter.isInvisible(text, i)) {
                composed.append(ReadCharacter.composed(text.substring(i, next)));
            }
            if (composed.length() >= starts.length) {
                starts = Arrays.copyOf(starts, 2 * composed.length());
            }
            Arrays.fill(starts, before, composed.length(), i);
            i = next;
        }
        starts[composed.length()] = text.length();
        return new ComposedText(composed.toString(), starts);
    }

    /** Most texts are: a look at each character spares them the rest. */
    private static boolean isAsRead(String text) {
        boolean plain = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= FIRST_OF_OTHER_SHAPE || ReadCharacter.mayBeInvisible(c)) {
                return false;
            }
            plain &= c < FIRST_INVISIBLE;
        }
        return plain || Normalizer.isNormalized(text, Normalizer.Form.NFC);
    }

    String text() {
        return text;
    }

    /** Where in the original the character at {@code index} begins. */
    int start(int index) {
        return starts == null ? index : starts[index];
    }

    /** One past the original of what ends before {@code index}; a character that stands for several is taken whole. */
    int end(int index) {
        int end = index;
        while (starts != null && end < text.length() && end > 0 && starts[end] == starts[end - 1]) {
            end++;
        }
        return start(end);
    }
}
