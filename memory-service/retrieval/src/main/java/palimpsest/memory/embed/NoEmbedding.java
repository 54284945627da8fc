package palimpsest.memory.embed;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;

/** Stands where embedding is switched off: search is by words, and there is nothing to wait for. */
public final class NoEmbedding implements EmbeddingService {

    /** Model id under which nothing is ever stored. */
    public static final String MODEL = "none";

    private static final EmbeddingProgress NOTHING_TO_DO = new EmbeddingProgress(MODEL, 0, 0, false);

    @Override
    public void wake() {
        // Nothing waits for an embedding.
    }

    @Override
    public EmbeddingProgress progress(String tenant) {
        return NOTHING_TO_DO;
    }

    @Override
    public EmbeddingProgress progress(String tenant, Collection<UUID> documentIds) {
        return NOTHING_TO_DO;
    }

    @Override
    public boolean await(String tenant, Collection<UUID> documentIds, Duration atMost) {
        return true;
    }

    /** @throws IllegalStateException always: search by words must be configured with this */
    @Override
    public float[] embedQuery(String text) {
        throw new IllegalStateException("Embedding is switched off (palimpsest.embedding.enabled=false): search by words only");
    }

    @Override
    public void close() {
        // Nothing runs.
    }
}
