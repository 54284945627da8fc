package palimpsest.memory.embed;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.embed.PassageVectors.Missing;

/**
 * Embeds passages on one daemon thread, batch by batch, each batch committed by one statement. Vectors are computed outside any
 * transaction, and while those of the batch before are stored. When all are stored and they have become many, their index is built
 * ({@link NearestIndex}). Several processes may work on one database: each may compute what the other has computed, and the first to
 * store it wins.
 *
 * <p>A model that takes nothing is tried again for ever, ever more rarely. A passage that it refuses while it takes
 * another text holds up no other one: it is tried {@value #ATTEMPTS} times, then reported and left to the next process.
 */
public final class BackgroundEmbedding implements EmbeddingService {

    private static final Logger log = LoggerFactory.getLogger(BackgroundEmbedding.class);

    private static final int BATCH = 16;
    private static final int PATIENCE = 3; // failures in a row after which nobody is kept waiting
    private static final int ATTEMPTS = 3; // at a passage that the model refuses while it takes other texts
    private static final Duration ALL_AGAIN = Duration.ofHours(1); // after which all passages are looked at
    private static final Duration LONGEST_UPLOAD = Duration.ofHours(1); // and the difference between the clocks of this process and the database
    private static final String ANY_TEXT = "text"; // no model refuses it unless it refuses everything

    /** How long to wait after a failure: {@code first}, then twice as long each time, up to {@code longest}. */
    record Backoff(Duration first, Duration longest) {
        static Backoff standard() {
            return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
        }

        Duration after(int failures) {
            Duration wait = first.multipliedBy(1L << Math.min(20, failures - 1));
            return wait.compareTo(longest) < 0 ? wait : longest;
        }
    }

    private final PassageVectors vectors;
    private final NearestIndex index;
    private final Embedder embedder;
    private final Backoff backoff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread worker;

    // guarded by lock
    // When the last sweeps began that left nothing, over newer documents and over all; only the worker touches them.
    private Instant swept;
    private Instant sweptAll;
    private boolean wanted;
    private boolean working;
    private boolean closed;
    private int failures;
    // how often the model refused a passage while it took another text; only the worker touches it
    private final Map<Long, Integer> refusals = new HashMap<>();
    private int sinceIndexed; // passages tried since it was seen to the index; only the worker touches it
    private CompletableFuture<Void> storing = CompletableFuture.completedFuture(null); // the batch before; only the worker touches it

    public BackgroundEmbedding(JdbcClient jdbc, Embedder embedder) {
        this(jdbc, embedder, Backoff.standard(), new NearestIndex(jdbc));
    }

    BackgroundEmbedding(JdbcClient jdbc, Embedder embedder, Backoff backoff, NearestIndex index) {
        this.vectors = new PassageVectors(jdbc, embedder.id());
        this.index = index;
        this.embedder = embedder;
        this.backoff = backoff;
        this.worker = Thread.ofPlatform().daemon().name("embedding").start(() -> TenantScope.overAll(this::work));
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
                int refused = sweep();
                index();
                if (refused == 0) {
                    settled();
                } else if (!pause(refused)) {
                    return;
                }
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
            changed.signalAll();
            return pause(failures);
        } finally {
            lock.unlock();
        }
    }

    /** Waits before all is tried again; being woken does not shorten it. False when closed meanwhile. */
    private boolean pause(int failuresInARow) {
        lock.lock();
        try {
            wanted = true;
            long left = backoff.after(failuresInARow).toNanos();
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

    /**
     * Goes over the passages of newer documents once; now and then over all, for documents that came back or were long under way.
     * Returns how often one was refused that is to be tried again, the most of all; 0 when there is none. */
    private int sweep() {
        Instant begun = Instant.now();
        boolean all = sweptAll == null || sweptAll.plus(ALL_AGAIN).isBefore(begun);
        int again = sweep(all ? null : swept.minus(LONGEST_UPLOAD));
        if (again == 0 && !isClosed()) {
            swept = begun;
            sweptAll = all ? begun : sweptAll;
        } else {
            sweptAll = null;
        }
        return again;
    }

    private int sweep(Instant since) {
        OptionalLong before = since == null ? OptionalLong.of(0) : vectors.before(since);
        long after = before.orElse(0);
        int again = 0;
        while (before.isPresent() && !isClosed()) {
            List<Missing> batch = vectors.missing(since, after, BATCH);
            if (batch.isEmpty()) {
                break;
            }
            after = batch.getLast().id();
            List<Missing> tried = batch.stream().filter(passage -> refusals.getOrDefault(passage.id(), 0) < ATTEMPTS).toList();
            if (!tried.isEmpty()) {
                embed(tried);
                sinceIndexed += tried.size();
            }
            again = Math.max(again, tried.stream().mapToInt(passage -> refusals.getOrDefault(passage.id(), 0)).filter(n -> n < ATTEMPTS).max().orElse(0));
        }
        awaitStored();
        return again;
    }

    private void index() {
        int added = sinceIndexed;
        sinceIndexed = 0;
        try {
            vectors.dimensions().filter(width -> index.buildIfNeeded(width, added))
                    .ifPresent(width -> log.info("Built the index over the embeddings of width {}: search looks there from now on", width));
        } catch (DataAccessException e) {
            log.warn("The index over the embeddings could not be built ({}): search compares all of them until it can", e.toString());
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

    private void embed(List<Missing> batch) {
        List<float[]> embedded;
        try {
            embedded = vectors(batch);
        } catch (RuntimeException e) {
            awaitStored();
            embedOneByOne(batch, e);
            progressed();
            return;
        }
        awaitStored();
        storing = CompletableFuture.runAsync(() -> TenantScope.overAll(() -> {
            vectors.store(batch, embedded);
            progressed();
        }), Thread::startVirtualThread);
    }

    /** Of a passage without any text, which models refuse, a vector of zeros: near to nothing, and not missing. */
    private List<float[]> vectors(List<Missing> batch) {
        List<float[]> embedded = embedder.passages(batch.stream().map(passage -> isBlank(passage.text()) ? ANY_TEXT : passage.text()).toList());
        return IntStream.range(0, batch.size()).mapToObj(i -> isBlank(batch.get(i).text()) ? new float[embedded.get(i).length] : embedded.get(i)).toList();
    }

    private static boolean isBlank(String text) {
        return text.isBlank() || text.trim().isEmpty();
    }

    private void awaitStored() {
        CompletableFuture<Void> before = storing;
        storing = CompletableFuture.completedFuture(null); // what failed once is not to fail the next sweep too
        try {
            before.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** One passage that the model can't take must not hold up the others. */
    private void embedOneByOne(List<Missing> batch, RuntimeException failure) {
        requireTakesAnything(failure);
        for (Missing passage : batch) {
            List<float[]> vector;
            try {
                vector = vectors(List.of(passage));
            } catch (RuntimeException e) {
                requireTakesAnything(e);
                refused(passage, e);
                continue;
            }
            vectors.store(List.of(passage), vector);
            refusals.remove(passage.id());
        }
    }

    /** Tells a text that is refused from a model that is away. */
    private void requireTakesAnything(RuntimeException failure) {
        try {
            embedder.passages(List.of(ANY_TEXT));
        } catch (RuntimeException e) {
            throw failure;
        }
    }

    private void refused(Missing passage, RuntimeException failure) {
        if (refusals.merge(passage.id(), 1, Integer::sum) == ATTEMPTS) {
            log.warn("The embedding model {} refuses passage {} ({}): it will be found by its words only", embedder.id(), passage.id(), failure.toString());
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
