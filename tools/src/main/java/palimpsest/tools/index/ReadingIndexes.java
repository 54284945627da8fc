package palimpsest.tools.index;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        List<ReadingIndex.Source> sources = built.documentIds().stream()
                .map(id -> new ReadingIndex.Source(id, documents.tokenOffsets(tenant, id)))
                .toList();
        var index = new ReadingIndex(sources, built.chunkSize(), built.overlap());
        synchronized (recent) {
            recent.put(key, index);
        }
        return index;
    }

    private record Key(String tenant, IndexBuilt built) {}
}
