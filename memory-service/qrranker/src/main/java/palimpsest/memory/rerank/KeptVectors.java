package palimpsest.memory.rerank;

import java.nio.IntBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Token vectors of texts that were read lately, by their tokens: the same turns and passages are found again and again. */
final class KeptVectors {

    private static final int END = -1; // no token

    private final long most;
    private final Map<IntBuffer, TokenVectors> kept = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private long bytes;                                                                     // guarded by this

    /** @param most bytes that are kept */
    KeptVectors(long most) {
        this.most = most;
    }

    /** Of a text, read where they are not kept. @param before stands in front of it and changes what its tokens mean; may be empty */
    TokenVectors of(int[] before, int[] tokens, Supplier<TokenVectors> reading) {
        IntBuffer text = IntBuffer.allocate(before.length + 1 + tokens.length).put(before).put(END).put(tokens).flip();
        synchronized (this) {
            TokenVectors known = kept.get(text);
            if (known != null) {
                return known;
            }
        }
        TokenVectors read = reading.get();
        keep(text, read);
        return read;
    }

    private synchronized void keep(IntBuffer text, TokenVectors read) {
        if (kept.putIfAbsent(text, read) == null) {
            bytes += read.bytes();
        }
        var oldest = kept.values().iterator();
        while (bytes > most && oldest.hasNext()) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    synchronized int size() {
        return kept.size();
    }
}
