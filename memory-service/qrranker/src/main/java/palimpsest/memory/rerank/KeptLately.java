package palimpsest.memory.rerank;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;

/** What was read of texts lately: the same turns and passages are found again and again. Kept is what was asked for last. */
final class KeptLately<K, V> {

    private final long most;
    private final ToLongBiFunction<K, V> size;
    private final Map<K, V> kept = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private long bytes;                                                  // guarded by this

    /**
     * @param most bytes that are kept
     * @param size of a key and its value, in bytes, about
     */
    KeptLately(long most, ToLongBiFunction<K, V> size) {
        this.most = most;
        this.size = size;
    }

    /** Read where it is not kept; two threads may read the same, and none waits for another's. */
    V of(K key, Supplier<V> reading) {
        synchronized (this) {
            V known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        V read = reading.get();
        keep(key, read);
        return read;
    }

    private synchronized void keep(K key, V read) {
        if (kept.putIfAbsent(key, read) == null) {
            bytes += size.applyAsLong(key, read);
        }
        var oldest = kept.entrySet().iterator();
        while (bytes > most && oldest.hasNext()) {
            Map.Entry<K, V> entry = oldest.next();
            bytes -= size.applyAsLong(entry.getKey(), entry.getValue());
            oldest.remove();
        }
    }

    synchronized int size() {
        return kept.size();
    }
}
