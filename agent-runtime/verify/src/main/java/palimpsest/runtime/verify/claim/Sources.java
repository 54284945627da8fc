package palimpsest.runtime.verify.claim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.text.Languages;
import palimpsest.runtime.verify.Facts;

/** Texts that claims of one run are checked against, taken apart and kept for the next check. Safe for several threads. */
public final class Sources {

    private static final long KEPT_CHARACTERS = 4_000_000;

    private final Languages languages = new Languages();
    private final Map<ReadSpan, SourceText> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    /** Those of a run. */
    static Sources in(Facts facts) {
        return facts.once(Sources.class, Sources::new);
    }

    /** What was read, in a pack too, then what the user said: a note may keep either. */
    List<SourceText> of(Facts facts) {
        Set<ReadSpan> spans = new LinkedHashSet<>(facts.read());
        spans.addAll(facts.told());
        facts.said().forEach(said -> spans.add(new ReadSpan(null, "the conversation", null, 0, said)));
        return spans.stream().map(this::of).toList();
    }

    synchronized SourceText of(ReadSpan span) {
        SourceText found = kept.get(span);
        if (found == null) {
            found = new SourceText(span, languages.of(span.text()));
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
