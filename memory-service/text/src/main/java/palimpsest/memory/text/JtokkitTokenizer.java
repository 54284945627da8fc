package palimpsest.memory.text;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The byte pair encodings of OpenAI's models. Text that looks like a special token is ordinary text.
 * Long texts are encoded piece by piece; pieces are cut where the encoding would cut too, so that the tokens are the same. Only a run of more than {@value #LONGEST_RUN} letters,
 * spaces or signs is cut within, about one token too many in 128 characters: the encoder takes some microseconds for each of its bytes, and such runs are no words.
 */
public final class JtokkitTokenizer implements Tokenizer {

    private static final int PIECE = 1 << 15;
    private static final int LONGEST_PIECE = 1 << 17;
    private static final int LONGEST_RUN = 256;
    private static final int PIECE_OF_RUN = 128;

    private final EncodingType type;
    private volatile Encoding encoding;
    private final AtomicIntegerArray tokenBytes; // length of each token in bytes, found out on first use

    private JtokkitTokenizer(EncodingType type, int vocabulary) {
        this.type = type;
        this.tokenBytes = new AtomicIntegerArray(vocabulary);
    }

    /** Of GPT-4o and later. */
    public static JtokkitTokenizer o200kBase() {
        return new JtokkitTokenizer(EncodingType.O200K_BASE, 200_100);
    }

    /** Of GPT-4 and GPT-3.5. */
    public static JtokkitTokenizer cl100kBase() {
        return new JtokkitTokenizer(EncodingType.CL100K_BASE, 100_300);
    }

    @Override
    public String id() {
        return type.getName();
    }

    /** Its 200,000 tokens are read when the first text is counted: a start needs none. */
    private Encoding encoding() {
        if (encoding == null) {
            synchronized (this) {
                if (encoding == null) {
                    encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
                }
            }
        }
        return encoding;
    }

    @Override
    public int count(String text) {
        int count = 0;
        for (int from = 0; from < text.length(); ) {
            int to = pieceEnd(text, from);
            count += encoding().countTokensOrdinary(text.substring(from, to));
            from = to;
        }
        return count;
    }

    @Override
    public TokenOffsets tokenize(String text) {
        var offsets = new TokenOffsets.Builder();
        int codePoint = 0;
        for (int from = 0; from < text.length(); ) {
            int to = pieceEnd(text, from);
            codePoint = add(offsets, text, from, to, codePoint);
            from = to;
        }
        return offsets.build();
    }

    private int add(TokenOffsets.Builder offsets, String text, int from, int to, int firstCodePoint) {
        IntArrayList tokens = encoding().encodeOrdinary(text.substring(from, to));
        int codePoint = firstCodePoint;
        int at = from;
        int bytesAhead = 0; // of the tokens so far, those beyond the completed code points
        for (int i = 0; i < tokens.size(); i++) {
            int start = codePoint;
            bytesAhead += bytes(tokens.get(i));
            while (at < to) {
                int c = text.codePointAt(at);
                int width = utf8Length(c);
                if (width > bytesAhead) {
                    break;
                }
                bytesAhead -= width;
                at += Character.charCount(c);
                codePoint++;
            }
            offsets.add(start, codePoint);
        }
        return codePoint;
    }

    private int bytes(int token) {
        int known = tokenBytes.get(token);
        if (known == 0) {
            var one = new IntArrayList(1);
            one.add(token);
            known = encoding().decodeBytes(one).length;
            tokenBytes.set(token, known);
        }
        return known;
    }

    /** The encoder writes a lone surrogate as a question mark: one byte. */
    private static int utf8Length(int c) {
        return c < 0x80 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }

    /** A place after {@code from} where no token can reach across, or where a piece or a run in it has become too long to look further. */
    static int pieceEnd(String text, int from) {
        // a piece within a run ends there: no need to look for where a long one would end
        int near = cutOfRun(text, from, Math.min(text.length(), from + 2 * LONGEST_RUN));
        if (near >= 0) {
            return near;
        }
        int end = lightPieceEnd(text, from);
        int cut = cutOfRun(text, from, end);
        return cut >= 0 ? cut : end;
    }

    /** Where the first run that is too long is cut; -1 for none. */
    private static int cutOfRun(String text, int from, int end) {
        Kind before = Kind.NUMBER;
        int begin = from;
        for (int i = from; i < end; ) {
            int c = text.codePointAt(i);
            Kind kind = Kind.of(c);
            if (kind != before) {
                begin = i;
                before = kind;
            }
            i += Character.charCount(c);
            if (kind != Kind.NUMBER && i - begin > LONGEST_RUN) {
                return wholeCodePoint(text, begin + PIECE_OF_RUN);
            }
        }
        return -1;
    }

    /** Of what neighbours may stand in one token. Of digits only three at a time do. */
    private enum Kind {
        LETTER, NUMBER, SPACE, SIGN;

        static Kind of(int c) {
            return switch (Character.getType(c)) {
                case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
                case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> LETTER;
                default -> Character.isLetter(c) ? LETTER : Character.isWhitespace(c) || Character.isSpaceChar(c) ? SPACE : SIGN;
            };
        }
    }

    private static int lightPieceEnd(String text, int from) {
        int soft = from + PIECE;
        if (soft >= text.length()) {
            return text.length();
        }
        int hard = Math.min(text.length(), from + LONGEST_PIECE);
        for (int i = soft; i < hard; i++) {
            char before = text.charAt(i - 1);
            // both encodings end a token after a line end that a letter follows, and between a letter and a space that a letter follows
            if (before == '\n' && plainLetter(text.charAt(i))
                    || text.charAt(i) == ' ' && plainLetter(before) && i + 1 < hard && plainLetter(text.charAt(i + 1))) {
                return i;
            }
        }
        return wholeCodePoint(text, hard);
    }

    private static int wholeCodePoint(String text, int at) {
        return at < text.length() && Character.isLowSurrogate(text.charAt(at)) && Character.isHighSurrogate(text.charAt(at - 1)) ? at - 1 : at;
    }

    private static boolean plainLetter(char c) {
        return !Character.isSurrogate(c) && Character.isLetter(c);
    }
}
