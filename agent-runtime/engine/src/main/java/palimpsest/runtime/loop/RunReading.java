package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.util.function.SingletonSupplier;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.ReadTexts;
import palimpsest.runtime.answer.RecalledWords;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.runtime.event.RecordedEvent;

/** What was read in a conversation, with its text: each stretch is fetched once while the run is worked on here. Safe for several threads. */
final class RunReading {

    private final DocumentStore store;
    private final Map<UUID, Optional<Document>> documents = new ConcurrentHashMap<>();
    private final Map<TextRead, ReadSpan> spans = new ConcurrentHashMap<>();
    private final Map<Class<?>, Object> kept = new ConcurrentHashMap<>();
    private final Map<Integer, ReadSpan> told = new ConcurrentHashMap<>();
    private final List<RecordedEvent> events = new ArrayList<>();
    private long eventsThrough;
    private long lookedThrough;
    private List<UUID> attached;
    private List<Document> attachedDocuments;

    /** @param texts of all runs */
    RunReading(DocumentStore store, ReadTexts texts) {
        this.store = store;
        kept.put(ReadTexts.class, texts.ofRun());
    }

    /** Everything that was read or recalled so far, what was read last first, as the conversation is now; texts are fetched when they are first asked for. */
    Supplier<List<ReadSpan>> of(String tenant, ContextState state) {
        List<TextRead> read = state.textRead();
        List<ReadSpan> remembered = RecalledWords.of(state.recalled());
        return SingletonSupplier.of(() -> Stream.concat(spans(tenant, read).stream(), remembered.stream()).toList());
    }

    /** A stretch of a document; empty when the document is unknown. */
    Optional<ReadSpan> span(String tenant, TextRead read) {
        ReadSpan known = spans.get(read);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<ReadSpan> found = documents.computeIfAbsent(read.documentId(), id -> store.find(tenant, id)).map(document -> new ReadSpan(document.id(), document.name(),
                read.chunkId(), read.start(), store.text(tenant, document.id(), read.start(), read.end())));
        found.ifPresent(span -> spans.put(read, span));
        return found;
    }

    /** The documents of those ids, read once while they are the same. */
    synchronized List<Document> documents(String tenant, List<UUID> ids) {
        if (attached == null || !attached.equals(ids)) {
            attachedDocuments = ids.isEmpty() ? List.of() : store.findAll(tenant, ids);
            attached = ids;
        }
        return attachedDocuments;
    }

    /** What the call told that message {@code msgId} answers; taken from its result once. */
    ReadSpan told(int msgId, Supplier<ReadSpan> telling) {
        return told.computeIfAbsent(msgId, id -> telling.get());
    }

    /**
     * Events of the conversation after {@code from}, of the same types each time; those that were read before are not read again.
     *
     * @param through the last event that is known: when it was known before, nothing is read
     * @param page    reads those after a sequence number
     */
    synchronized List<RecordedEvent> events(long from, long through, LongFunction<List<RecordedEvent>> page) {
        if (through <= lookedThrough) {
            return List.copyOf(events);
        }
        lookedThrough = through;
        List<RecordedEvent> more = page.apply(Math.max(from, eventsThrough));
        if (!more.isEmpty()) {
            events.addAll(more);
            eventsThrough = more.getLast().seq();
        }
        events.removeIf(event -> event.seq() <= from);
        return List.copyOf(events);
    }

    /** What was read, taken apart. */
    ReadTexts texts() {
        return once(ReadTexts.class, ReadTexts::new);
    }

    /** What is made once for the run. */
    <T> T once(Class<T> kind, Supplier<T> made) {
        return kind.cast(kept.computeIfAbsent(kind, key -> made.get()));
    }

    /** Everything that was read in the conversation, once each, what was read last first: an answer may rest on notes of an earlier question. */
    private List<ReadSpan> spans(String tenant, List<TextRead> texts) {
        List<ReadSpan> found = new ArrayList<>();
        new LinkedHashSet<>(texts.reversed()).forEach(read -> span(tenant, read).ifPresent(found::add));
        return found;
    }
}
