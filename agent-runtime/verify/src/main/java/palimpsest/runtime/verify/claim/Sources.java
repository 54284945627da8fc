package palimpsest.runtime.verify.claim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.document.Document;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.ReadTexts;
import palimpsest.runtime.verify.Facts;

/** Texts that claims of one run are checked against, taken apart and kept for the next check. Safe for several threads. */
public final class Sources {

    private static final int MOST_HELD = 50;
    private static final int MOST_SEARCHES = 200;

    private final ReadTexts texts;
    private final List<SourceText> held = new ArrayList<>();
    private final Set<ReadSpan> proved = new LinkedHashSet<>();
    private final Map<Search, List<ReadSpan>> searches = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Search, List<ReadSpan>> eldest) {
            return size() > MOST_SEARCHES;
        }
    };

    private Sources(ReadTexts texts) {
        this.texts = texts;
    }

    /** Those of a run. */
    static Sources in(Facts facts) {
        ReadTexts texts = facts.once(ReadTexts.class, ReadTexts::new);
        return facts.once(Sources.class, () -> new Sources(texts));
    }

    /** What was read, in a pack too, then quotes that were found to stand in a document, and what the user said: a note may keep any of it. */
    List<SourceText> of(Facts facts) {
        Set<ReadSpan> spans = new LinkedHashSet<>(facts.read());
        spans.addAll(facts.told());
        synchronized (this) {
            spans.addAll(proved);
        }
        facts.said().forEach(said -> spans.add(new ReadSpan(null, "the conversation", null, 0, said)));
        return spans.stream().map(this::of).toList();
    }

    /** Stretches of these documents that were not read and held another quote of the run. */
    synchronized List<SourceText> heldBefore(List<Document> documents) {
        Set<UUID> ids = documents.stream().map(Document::id).collect(Collectors.toSet());
        return held.stream().filter(text -> ids.contains(text.span().documentId())).toList();
    }

    /** Stretches of these documents in which this or another quote of the run was looked for and may stand; nothing is looked up. */
    synchronized List<SourceText> foundBefore(String quote, List<Document> documents) {
        List<ReadSpan> found = searches.getOrDefault(new Search(quote, documents.stream().map(Document::id).toList()), List.of());
        return Stream.concat(heldBefore(documents).stream(), found.stream().map(this::of)).toList();
    }

    /** Stretches of these documents that may hold a quote, found by the index once a run. */
    List<SourceText> searched(String quote, List<Document> documents, Facts facts) {
        var search = new Search(quote, documents.stream().map(Document::id).toList());
        List<ReadSpan> found;
        synchronized (this) {
            found = searches.get(search);
        }
        if (found == null) {
            // Outside the lock: it asks the database.
            found = facts.holding(quote, documents);
            synchronized (this) {
                searches.put(search, found);
            }
        }
        return found.stream().map(this::of).toList();
    }

    /** A stretch that was not read holds a quote: the next quote may stand there too, and what the quote itself tells is borne out. */
    synchronized void holds(SourceText text, ReadSpan quote) {
        if (!held.contains(text) && held.size() < MOST_HELD) {
            held.add(text);
        }
        if (proved.size() < MOST_HELD) {
            proved.add(quote);
        }
    }

    private record Search(String quote, List<UUID> documents) {}

    SourceText of(ReadSpan span) {
        return texts.of(span).once(SourceText.class, SourceText::new);
    }
}
