package palimpsest.runtime.verify.claim;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.ReadText;
import palimpsest.runtime.answer.ReadTexts;
import palimpsest.runtime.answer.text.Languages;
import palimpsest.runtime.verify.Facts;

/** Texts that claims of one run are checked against, taken apart and kept for the next check. Safe for several threads. */
public final class Sources {

    private final Languages languages = Languages.shared();
    private final ReadTexts texts;
    /** As long as the run's texts keep what they are of. */
    private final Map<ReadText, SourceText> kept = new WeakHashMap<>();

    private Sources(ReadTexts texts) {
        this.texts = texts;
    }

    /** Those of a run. */
    static Sources in(Facts facts) {
        ReadTexts texts = facts.once(ReadTexts.class, ReadTexts::new);
        return facts.once(Sources.class, () -> new Sources(texts));
    }

    /** What was read, in a pack too, then what the user said: a note may keep either. */
    List<SourceText> of(Facts facts) {
        Set<ReadSpan> spans = new LinkedHashSet<>(facts.read());
        spans.addAll(facts.told());
        facts.said().forEach(said -> spans.add(new ReadSpan(null, "the conversation", null, 0, said)));
        return spans.stream().map(this::of).toList();
    }

    synchronized SourceText of(ReadSpan span) {
        return kept.computeIfAbsent(texts.of(span), text -> new SourceText(text, languages.of(span.text())));
    }
}
