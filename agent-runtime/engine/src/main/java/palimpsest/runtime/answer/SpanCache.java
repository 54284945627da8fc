package palimpsest.runtime.answer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What was made of stretches of text, once each; of very much what was used last is kept. Safe for several threads. */
public final class SpanCache<T> {

    private final Function<ReadSpan, T> made;
    private final Map<ReadSpan, T> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final long most;
    private long characters;

    /** @param made of a stretch that is not kept; @param most characters of stretches that are kept */
    public SpanCache(Function<ReadSpan, T> made, long most) {
        this.made = made;
        this.most = most;
    }

    public synchronized T of(ReadSpan span) {
        T found = kept.get(span);
        if (found == null) {
            found = made.apply(span);
            kept.put(span, found);
            characters += span.text().length();
            var eldest = kept.entrySet().iterator();
            while (characters > most && kept.size() > 1) {
                characters -= eldest.next().getKey().text().length();
                eldest.remove();
            }
        }
        return found;
    }
}
