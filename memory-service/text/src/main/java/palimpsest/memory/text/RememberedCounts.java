package palimpsest.memory.text;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tokenizer that counts a text once: the same messages stand in request after request, and the same definitions of tools in each of them.
 * Counts of the texts that were asked for last are kept, by content.
 */
public final class RememberedCounts implements Tokenizer {

    /** Of all texts together: 8 MB of Latin text, 16 MB of others. */
    static final int MOST_CHARACTERS = 1 << 23;
    /** A longer text would drive out too many others. */
    static final int LONGEST = 1 << 18;

    private final Tokenizer tokenizer;
    /** Least recently asked for first; guarded by itself. */
    private final Map<String, Integer> counts = new LinkedHashMap<>(256, 0.75f, true);
    private long characters;

    public RememberedCounts(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public String id() {
        return tokenizer.id();
    }

    @Override
    public int count(String text) {
        if (text.length() > LONGEST) {
            return tokenizer.count(text);
        }
        Integer known;
        synchronized (counts) {
            known = counts.get(text);
        }
        if (known != null) {
            return known;
        }
        // Outside of the lock: two threads may count the same text, and none waits for another's.
        int count = tokenizer.count(text);
        keep(text, count);
        return count;
    }

    private void keep(String text, int count) {
        synchronized (counts) {
            if (counts.put(text, count) == null) {
                characters += text.length();
            }
            for (Iterator<String> oldest = counts.keySet().iterator(); characters > MOST_CHARACTERS; ) {
                characters -= oldest.next().length();
                oldest.remove();
            }
        }
    }

    @Override
    public TokenOffsets tokenize(String text) {
        return tokenizer.tokenize(text);
    }
}
