package palimpsest.runtime.answer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What was made of stretches of text, once each; of very much what was used last is kept. Safe for several threads. */
public final class SpanCache<T> {

    private static final long KEPT_CHARACTERS = 4_000_000;

    private final Function<ReadSpan, T> made;
    private final Map<ReadSpan, T> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    /** @param made of a stretch that is not kept */
    public SpanCache(Function<ReadSpan, T> made) {
        this.made = made;
    }

    public synchronized T of(ReadSpan span) {
        T found = kept.get(span);
        if (found == null) {
            found = made.apply(span);
            kept.put(span, found);
            characters += span.text().length();
            var eldest = kept.entrySet().iterator();
            while (characters > KEPT_CHARACTERS && kept.size() > 1) {
                characters -= eldest.next().getKey().text().length();
                eldest.remove();
            }
        }
        return found;
    }
}
