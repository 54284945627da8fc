package palimpsest.memory.text;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Where the tokens of a text stand, in Unicode code points. Spans are half-open, ascending and do not overlap.
 * A span may be empty: a token that ends inside a code point ends where the completed code points end.
 * Immutable.
 */
public final class TokenOffsets {

    private static final byte ADJACENT = 1;
    private static final byte WITH_GAPS = 2;

    /** No tokens. */
    public static final TokenOffsets EMPTY = new TokenOffsets(new int[0], new int[0]);

    private final int[] starts;
    private final int[] ends;

    private TokenOffsets(int[] starts, int[] ends) {
        this.starts = starts;
        this.ends = ends;
    }

    /**
     * Offsets of the given spans; the arrays are copied.
     *
     * @throws IllegalArgumentException when spans overlap, descend or end before they start
     */
    public static TokenOffsets of(int[] starts, int[] ends) {
        if (starts.length != ends.length) {
            throw new IllegalArgumentException(starts.length + " starts but " + ends.length + " ends");
        }
        int previous = 0;
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] < previous || ends[i] < starts[i]) {
                throw new IllegalArgumentException("token " + i + " at [" + starts[i] + ", " + ends[i]
                        + ") does not follow a token that ends at " + previous);
            }
            previous = ends[i];
        }
        return new TokenOffsets(starts.clone(), ends.clone());
    }

    /** Number of tokens. */
    public int size() {
        return starts.length;
    }

    /** First code point of token {@code i}. */
    public int start(int i) {
        return starts[i];
    }

    /** One past the last code point of token {@code i}. */
    public int end(int i) {
        return ends[i];
    }

    /** The first token that starts at or after a code point; {@link #size()} when there is none. */
    public int firstStartingAt(int codePoint) {
        int at = Arrays.binarySearch(starts, codePoint);
        if (at < 0) {
            return -at - 1;
        }
        while (at > 0 && starts[at - 1] == codePoint) {
            at--;
        }
        return at;
    }

    /** A compact form: one or two bytes for an ordinary token. */
    public byte[] encode() {
        boolean adjacent = true;
        for (int i = 0, previous = 0; i < starts.length && adjacent; previous = ends[i++]) {
            adjacent = starts[i] == previous;
        }
        var out = new ByteArrayOutputStream(starts.length * (adjacent ? 1 : 2) + 8);
        out.write(adjacent ? ADJACENT : WITH_GAPS);
        writeVarint(out, starts.length);
        int previous = 0;
        for (int i = 0; i < starts.length; i++) {
            if (!adjacent) {
                writeVarint(out, starts[i] - previous);
            }
            writeVarint(out, ends[i] - starts[i]);
            previous = ends[i];
        }
        return out.toByteArray();
    }

    /**
     * Reads what {@link #encode()} wrote.
     *
     * @throws IllegalArgumentException when the bytes are something else
     */
    public static TokenOffsets decode(byte[] bytes) {
        var in = new Varints(bytes);
        int form = in.next();
        if (form != ADJACENT && form != WITH_GAPS) {
            throw new IllegalArgumentException("not token offsets: unknown form " + form);
        }
        int size = in.next();
        if (size < 0 || size > bytes.length) {
            throw new IllegalArgumentException("not token offsets: " + size + " tokens in " + bytes.length + " bytes");
        }
        int[] starts = new int[size];
        int[] ends = new int[size];
        int previous = 0;
        for (int i = 0; i < size; i++) {
            starts[i] = form == ADJACENT ? previous : Math.addExact(previous, in.next());
            ends[i] = Math.addExact(starts[i], in.next());
            previous = ends[i];
        }
        return new TokenOffsets(starts, ends);
    }

    private static void writeVarint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static final class Varints {
        private final byte[] bytes;
        private int at;

        Varints(byte[] bytes) {
            this.bytes = bytes;
        }

        int next() {
            int value = 0;
            for (int shift = 0; shift < 35; shift += 7) {
                if (at == bytes.length) {
                    throw new IllegalArgumentException("not token offsets: they end too early");
                }
                byte b = bytes[at++];
                value |= (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("not token offsets: a number is too long");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenOffsets o && Arrays.equals(starts, o.starts) && Arrays.equals(ends, o.ends);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(starts) + Arrays.hashCode(ends);
    }

    @Override
    public String toString() {
        return "TokenOffsets[" + size() + " tokens]";
    }

    /** Grows by one token at a time; for tokenizers. */
    static final class Builder {
        private int[] starts = new int[1024];
        private int[] ends = new int[1024];
        private int size;

        void add(int start, int end) {
            if (size == starts.length) {
                int capacity = size + (size >> 1);
                starts = Arrays.copyOf(starts, capacity);
                ends = Arrays.copyOf(ends, capacity);
            }
            starts[size] = start;
            ends[size++] = end;
        }

        TokenOffsets build() {
            return new TokenOffsets(Arrays.copyOf(starts, size), Arrays.copyOf(ends, size));
        }
    }
}
