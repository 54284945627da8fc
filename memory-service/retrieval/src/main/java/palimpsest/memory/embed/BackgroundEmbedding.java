package palimpsest.memory.embed;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.embed.WorkerState.Backoff;
import palimpsest.memory.tenant.TenantScope;

/**
 * Embeds passages on one daemon thread ({@link EmbeddingSweep}). Vectors are computed outside any transaction. When all are stored and they have become
 * many, their index is built ({@link NearestIndex}). Several processes may work on one database: each may compute what the other has computed, and the
 * first to store it wins. A model that takes nothing is tried again for ever, ever more rarely. While somebody waits for other work of this process, it
 * takes a quarter of the time at most.
 */
public final class BackgroundEmbedding implements EmbeddingService {

    private static final Logger log = LoggerFactory.getLogger(BackgroundEmbedding.class);

    private final PassageVectors vectors;
    private final Embedder embedder;
    private final WorkerState state;
    private final EmbeddingSweep sweep;
    private final Thread worker;

    public BackgroundEmbedding(JdbcClient jdbc, Embedder embedder) {
        this(jdbc, embedder, new Foreground());
    }

    /** @param foreground what it gives way to */
    public BackgroundEmbedding(JdbcClient jdbc, Embedder embedder, Foreground foreground) {
        this(jdbc, embedder, Backoff.standard(), new NearestIndex(jdbc), foreground);
    }

    BackgroundEmbedding(JdbcClient jdbc, Embedder embedder, Backoff backoff, NearestIndex index, Foreground foreground) {
        this.vectors = new PassageVectors(jdbc, embedder.models());
        this.embedder = embedder;
        this.state = new WorkerState(backoff);
        this.sweep = new EmbeddingSweep(vectors, index, embedder, foreground, state::isClosed, this::progressed);
        this.worker = Thread.ofPlatform().daemon().name("embedding").start(() -> TenantScope.overAll(this::work));
    }

    @Override
    public void wake() {
        state.want();
    }

    private void work() {
        while (state.awaitWork()) {
            try {
                int refused = sweep.sweep();
                sweep.index();
                if (refused == 0) {
                    state.settled();
                } else if (!state.pause(refused)) {
                    return;
                }
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                if (state.isClosed() || !state.pause(failed(e))) {
                    return;
                }
            }
        }
    }

    private int failed(Throwable e) {
        int inARow = state.failed();
        if (inARow == 1) {
            log.warn("Embedding with {} failed ({}); search goes on by words, and embedding is tried again every now and then",
                    embedder.id(), e.toString());
        }
        log.debug("Embedding failed", e);
        return inARow;
    }

    private void progressed() {
        if (state.progressed()) {
            log.info("Embedding with {} works again", embedder.id());
        }
    }

    @Override
    public EmbeddingProgress progress(String tenant) {
        return progress(tenant, true, List.of());
    }

    @Override
    public EmbeddingProgress progress(String tenant, Collection<UUID> documentIds) {
        return progress(tenant, false, documentIds);
    }

    private EmbeddingProgress progress(String tenant, boolean all, Collection<UUID> documentIds) {
        PassageVectors.Counts counts = vectors.counts(tenant, all, documentIds);
        return new EmbeddingProgress(embedder.id(), counts.passages(), counts.embedded(), state.isWorking());
    }

    @Override
    public boolean await(String tenant, Collection<UUID> documentIds, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        wake();
        while (true) {
            boolean atRest = !state.isWorking();
            if (progress(tenant, documentIds).complete()) {
                return true;
            }
            if (!state.awaitChange(atRest, end)) {
                return false;
            }
        }
    }

    @Override
    public float[] embedQuery(String text) {
        return embedder.query(text);
    }

    /** Stops after the batch in progress, and waits for that a little. */
    @Override
    public void close() {
        state.close();
        try {
            worker.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
