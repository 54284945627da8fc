package palimpsest.runtime.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;
import palimpsest.runtime.event.DocumentEvent;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;
import palimpsest.runtime.event.DocumentEvent.IndexBuilt;
import palimpsest.runtime.event.DocumentEvent.ScanMoved;
import palimpsest.runtime.event.DocumentEvent.Searched;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ScanPosition;

/** The documents of a conversation, and what of their text was indexed, searched and read. Changed only by {@link ContextState}. */
final class ReadDocuments {

    private Map<UUID, AttachedDocument> attached = new LinkedHashMap<>();
    private Map<UUID, AttachedDocument> everAttached = new LinkedHashMap<>();
    private Effect.IndexBuilt index;
    private ScanPosition scan = ScanPosition.START;
    private LinkedHashSet<String> searched = new LinkedHashSet<>();
    private LinkedHashSet<TextRead> read = new LinkedHashSet<>();

    void apply(DocumentEvent event) {
        switch (event) {
            case DocumentsChanged change -> {
                change.added().forEach(document -> attached.putIfAbsent(document.id(), document));
                change.added().forEach(document -> everAttached.putIfAbsent(document.id(), document));
                change.removed().forEach(attached::remove);
            }
            case IndexBuilt built -> {
                index = new Effect.IndexBuilt(built.chunkSize(), built.overlap(), built.documentIds());
                searched.clear();
            }
            case ScanMoved moved -> scan = new ScanPosition(moved.scanMode(), moved.lastChunk());
            case Searched keywords -> searched.addAll(keywords.keywords());
            case TextRead text -> {
                // Once each, in the order of the last time.
                read.remove(text);
                read.add(text);
            }
        }
    }

    List<AttachedDocument> attached() {
        return List.copyOf(attached.values());
    }

    List<AttachedDocument> everAttached() {
        return List.copyOf(everAttached.values());
    }

    Optional<Effect.IndexBuilt> index() {
        return Optional.ofNullable(index);
    }

    ScanPosition scan() {
        return scan;
    }

    SequencedSet<String> searchedKeywords() {
        return Collections.unmodifiableSequencedSet(searched);
    }

    List<TextRead> textRead() {
        return List.copyOf(read);
    }
}
