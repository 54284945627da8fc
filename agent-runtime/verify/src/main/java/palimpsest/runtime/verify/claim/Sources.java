package palimpsest.runtime.verify.claim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.text.Languages;
import palimpsest.runtime.verify.Facts;

/** Texts that claims are checked against, taken apart and kept for the next check. Safe for several threads. */
public final class Sources {

    private static final long KEPT_CHARACTERS = 4_000_000;

    private final Languages languages = new Languages();
    private final Map<ReadSpan, SourceText> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

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

    /** Whole documents, for what does not stand in what was read. */
    List<SourceText> documents(Facts facts) {
        List<SourceText> texts = new ArrayList<>();
        for (Document document : facts.documents()) {
            document(facts, document).ifPresent(texts::add);
        }
        return texts;
    }

    Optional<SourceText> document(Facts facts, Document document) {
        UUID id = document.id();
        return facts.text(id).map(text -> of(new ReadSpan(id, document.name(), null, 0, text)));
    }
}
