package palimpsest.tools.index;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.document.ReadingIndex;
import palimpsest.tools.spi.Effect.IndexBuilt;

/**
 * Lays chunks over documents. An index is a pure function of its documents and sizes, so it is made again when it is
 * needed (after a restart, say) and kept for a while, never stored.
 */
public final class ReadingIndexes {

    private static final int KEPT = 32;

    private final DocumentStore documents;
    private final Map<Key, ReadingIndex> recent = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ReadingIndex> eldest) {
            return size() > KEPT;
        }
    };

    public ReadingIndexes(DocumentStore documents) {
        this.documents = documents;
    }

    /**
     * The chunks over the documents in their order.
     *
     * @throws IllegalArgumentException when the sizes make no sense; the message is fit for a model
     */
    public ReadingIndex get(String tenant, IndexBuilt built) {
        var key = new Key(tenant, built);
        synchronized (recent) {
            var known = recent.get(key);
            if (known != null) {
                return known;
            }
        }
        var index = new ReadingIndex(sources(tenant, built.documentIds()), built.chunkSize(), built.overlap());
        synchronized (recent) {
            recent.put(key, index);
        }
        return index;
    }

    /** How many chunks a document has follows from its number of tokens: where these stand is read of the few documents whose chunks are asked for. */
    private List<ReadingIndex.Source> sources(String tenant, List<UUID> ids) {
        Map<UUID, Integer> tokens = documents.findAll(tenant, ids).stream().collect(Collectors.toMap(Document::id, Document::tokens));
        return ids.stream().map(id -> tokens.containsKey(id) ? new ReadingIndex.Source(id, tokens.get(id), () -> documents.tokenOffsets(tenant, id))
                : new ReadingIndex.Source(id, documents.tokenOffsets(tenant, id))).toList();
    }

    private record Key(String tenant, IndexBuilt built) {}
}
