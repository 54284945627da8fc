package palimpsest.runtime.answer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was read in a run, taken apart once for all its checks and answers; of very much what was used last is kept. Safe for several threads. */
public final class ReadTexts {

    private static final long KEPT_CHARACTERS = 4_000_000;

    private final Map<ReadSpan, ReadText> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;
    private ReadForQuestion last;

    public synchronized ReadText of(ReadSpan span) {
        ReadText found = kept.get(span);
        if (found == null) {
            found = new ReadText(span);
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

    /** The same as before while question and reading are. */
    synchronized ReadForQuestion over(String question, List<ReadSpan> read) {
        if (last == null || !last.isOf(question, read)) {
            last = new ReadForQuestion(question, read, this);
        }
        return last;
    }
}
