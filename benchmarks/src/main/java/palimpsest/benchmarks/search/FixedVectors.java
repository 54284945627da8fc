package palimpsest.benchmarks.search;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import palimpsest.memory.embed.EmbeddingProgress;
import palimpsest.memory.embed.EmbeddingService;

/** Gives every query the same vector at once, so that the search alone is timed. */
record FixedVectors(float[] query) implements EmbeddingService {

    @Override
    public void wake() {
        // The vectors are stored by the benchmark.
    }

    @Override
    public EmbeddingProgress progress(String tenant) {
        throw new UnsupportedOperationException("no search asks for progress");
    }

    @Override
    public EmbeddingProgress progress(String tenant, Collection<UUID> documentIds) {
        throw new UnsupportedOperationException("no search asks for progress");
    }

    @Override
    public boolean await(String tenant, Collection<UUID> documentIds, Duration atMost) {
        return true;
    }

    @Override
    public float[] embedQuery(String text) {
        return query;
    }

    @Override
    public void close() {
        // Nothing runs.
    }
}
