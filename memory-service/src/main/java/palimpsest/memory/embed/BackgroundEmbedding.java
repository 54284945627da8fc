package palimpsest.memory.embed;

import com.pgvector.PGvector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Embeds passages on one daemon thread, batch by batch, each batch committed by one statement. Vectors are computed
 * outside any transaction. Several processes may work on one database: each may compute what the other has computed,
 * and the first to store it wins.
 */
public final class BackgroundEmbedding implements EmbeddingService {

    private static final Logger log = LoggerFactory.getLogger(BackgroundEmbedding.class);

    private static final int BATCH = 16;
    private static final int PATIENCE = 3; // failures in a row after which nobody is kept waiting

    /** How long to wait after a failure: {@code first}, then twice as long each time, up to {@code longest}. */
    public record Backoff(Duration first, Duration longest) {
        public static Backoff standard() {
            return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
        }

        Duration after(int failures) {
            Duration wait = first.multipliedBy(1L << Math.min(20, failures - 1));
            return wait.compareTo(longest) < 0 ? wait : longest;
        }
    }

    private final JdbcClient jdbc;
    private final Embedder embedder;
    private final Backoff backoff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread worker;

    // guarded by lock
    private boolean wanted;
    private boolean working;
    private boolean closed;
    private int failures;
    // passages that the model refuses while it takes others; only the worker touches it
    private final Set<Long> refused = new HashSet<>();

    public BackgroundEmbedding(JdbcClient jdbc, Embedder embedder) {
        this(jdbc, embedder, Backoff.standard());
    }

    public BackgroundEmbedding(JdbcClient jdbc, Embedder embedder, Backoff backoff) {
        this.jdbc = jdbc;
        this.embedder = embedder;
        this.backoff = backoff;
        this.worker = Thread.ofPlatform().daemon().name("embedding").start(this::work);
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            wanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        while (awaitWork()) {
            try {
                sweep();
                settled();
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                if (!failed(e)) {
                    return;
                }
            }
        }
    }

    private boolean awaitWork() {
        lock.lock();
        try {
            while (!wanted && !closed) {
                changed.awaitUninterruptibly();
            }
            wanted = false;
            working = !closed;
            return working;
        } finally {
            lock.unlock();
        }
    }

    private void settled() {
        lock.lock();
        try {
            working = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean failed(Throwable e) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            failures++;
            if (failures == 1) {
                log.warn("Embedding with {} failed ({}); search goes on by words, and embedding is tried again every now and then",
                        embedder.id(), e.toString());
            }
            log.debug("Embedding failed", e);
            wanted = true;
            changed.signalAll();
            long left = backoff.after(failures).toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private record Missing(long id, String text) {}

    private void sweep() {
        long after = 0;
        while (!isClosed()) {
            List<Missing> batch = missing(after);
            if (batch.isEmpty()) {
                return;
            }
            after = batch.getLast().id();
            embed(batch.stream().filter(m -> !refused.contains(m.id())).toList());
            progressed();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void progressed() {
        lock.lock();
        try {
            if (failures > 0) {
                log.info("Embedding with {} works again", embedder.id());
            }
            failures = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private List<Missing> missing(long after) {
        return jdbc.sql("""
                select p.id, coalesce(p.search_text, p.text) from passage p
                where p.id > :after
                  and not exists (select 1 from passage_embedding e where e.model = :model and e.passage_id = p.id)
                  and exists (select 1 from document d where d.id = p.document_id and d.deleted_at is null)
                order by p.id limit :limit
                """)
                .param("after", after).param("model", embedder.id()).param("limit", BATCH)
                .query((row, n) -> new Missing(row.getLong(1), row.getString(2))).list();
    }

    private void embed(List<Missing> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<float[]> vectors;
        try {
            vectors = embedder.passages(batch.stream().map(Missing::text).toList());
        } catch (RuntimeException e) {
            embedOneByOne(batch, e);
            return;
        }
        store(batch, vectors);
    }

    /** One passage that the model can't take must not hold up the others. */
    private void embedOneByOne(List<Missing> batch, RuntimeException failure) {
        var taken = new ArrayList<Missing>();
        var vectors = new ArrayList<float[]>();
        for (Missing passage : batch) {
            try {
                vectors.addAll(embedder.passages(List.of(passage.text())));
                taken.add(passage);
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        if (taken.isEmpty()) {
            throw failure;
        }
        store(taken, vectors);
        batch.stream().filter(passage -> !taken.contains(passage)).forEach(passage -> {
            refused.add(passage.id());
            log.warn("The embedding model {} refuses passage {}: it will be found by its words only", embedder.id(), passage.id());
        });
    }

    private void store(List<Missing> batch, List<float[]> vectors) {
        jdbc.sql("""
                insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding)
                select p.id, :model, p.document_id, p.tenant, vector_dims(v.embedding), v.embedding
                from (select n.id, cast(n.embedding as vector) as embedding
                      from unnest(cast(:ids as bigint[]), cast(:vectors as text[])) as n (id, embedding)) v
                join passage p on p.id = v.id
                on conflict do nothing
                """)
                .param("model", embedder.id())
                .param("ids", batch.stream().map(Missing::id).toArray(Long[]::new))
                .param("vectors", vectors.stream().map(v -> new PGvector(v).getValue()).toArray(String[]::new))
                .update();
    }

    @Override
    public EmbeddingProgress progress(String tenant) {
        return progress(tenant, true, List.of());
    }

    @Override
    public EmbeddingProgress progress(String tenant, Collection<UUID> documentIds) {
        return progress(tenant, false, documentIds);
    }

    private record Counts(long passages, long embedded) {}

    private EmbeddingProgress progress(String tenant, boolean all, Collection<UUID> documentIds) {
        Counts counts = jdbc.sql("""
                with scope as (select id, passages from document
                               where tenant = :tenant and deleted_at is null and (:all or id = any(:ids)))
                select (select coalesce(sum(passages), 0) from scope),
                       (select count(*) from passage_embedding e where e.model = :model and e.document_id in (select id from scope))
                """)
                .param("tenant", tenant).param("all", all).param("ids", documentIds.toArray(UUID[]::new))
                .param("model", embedder.id())
                .query((row, n) -> new Counts(row.getLong(1), row.getLong(2))).single();
        return new EmbeddingProgress(embedder.id(), counts.passages(), counts.embedded(), isWorking());
    }

    private boolean isWorking() {
        lock.lock();
        try {
            return working || wanted && !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean await(String tenant, Collection<UUID> documentIds, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        wake();
        while (true) {
            boolean atRest = !isWorking();
            if (progress(tenant, documentIds).complete()) {
                return true;
            }
            lock.lockInterruptibly();
            try {
                long left = end - System.nanoTime();
                if (left <= 0 || closed || failures >= PATIENCE || atRest) {
                    return false;
                }
                // not only woken from here: another process may embed the same documents
                changed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(500)));
            } finally {
                lock.unlock();
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
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            worker.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
