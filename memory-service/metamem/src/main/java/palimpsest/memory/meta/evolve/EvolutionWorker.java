package palimpsest.memory.meta.evolve;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.meta.MetaMemoryStore;
import palimpsest.memory.meta.evolve.Evolution.Status;
import palimpsest.memory.meta.evolve.EvolutionStopped.Reason;

/**
 * Works on unfinished evolutions, one at a time in a process. It holds the one at work by a lease that it renews; when the
 * process dies the lease runs out, and another process, or the next start, goes on.
 */
final class EvolutionWorker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EvolutionWorker.class);
    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    private final EvolutionStore store;
    private final MetaMemoryStore versions;
    private final Supplier<EvolutionModels> models;
    private final ToIntFunction<String> tokenizer;
    private final Evolutions.Settings settings;
    private final UUID owner = UUID.randomUUID();
    private final ScheduledExecutorService work = thread("evolution");
    private final ScheduledExecutorService heart = thread("evolution-lease");
    private final AtomicReference<AtWork> atWork = new AtomicReference<>();
    private volatile boolean parked;

    private record AtWork(UUID id, PaidCalls calls) {}

    EvolutionWorker(EvolutionStore store, MetaMemoryStore versions, Supplier<EvolutionModels> models, ToIntFunction<String> tokenizer,
                    Evolutions.Settings settings) {
        this.store = store;
        this.versions = versions;
        this.models = models;
        this.tokenizer = tokenizer;
        this.settings = settings;
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Looks for unfinished ones in the background. */
    void wake() {
        wakeIn(Duration.ZERO);
    }

    private void wakeIn(Duration time) {
        if (!parked) {
            work.schedule(() -> TenantScope.overAll(this::look), time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Stops one that is worked on here after its calls under way. */
    void cancel(UUID id) {
        AtWork now = atWork.get();
        if (now != null && now.id().equals(id)) {
            now.calls().stop(Reason.CANCELLED);
        }
    }

    private void look() {
        try {
            Optional<Evolution> next = parked ? Optional.empty() : store.claim(owner, settings.lease());
            while (next.isPresent()) {
                hold(next.get());
                next = parked ? Optional.empty() : store.claim(owner, settings.lease());
            }
            // What another process holds is looked at again when its lease may have run out.
            store.untilClaimable().ifPresent(this::wakeIn);
        } catch (RuntimeException e) {
            if (parked) {
                log.info("An evolution is left for the next start: {}", e.getMessage());
                return;
            }
            log.error("Evolutions are looked for again in {} s: {}", settings.lease().toSeconds(), e.getMessage());
            wakeIn(settings.lease());
        }
    }

    private void hold(Evolution evolution) {
        var calls = new PaidCalls(store, evolution.tenant(), evolution.id(), evolution.settings(), tokenizer, settings.concurrency());
        atWork.set(new AtWork(evolution.id(), calls));
        if (evolution.cancelRequested()) {
            calls.stop(Reason.CANCELLED);
        }
        if (parked) {
            calls.stop(Reason.PARKED);
        }
        long third = settings.lease().toMillis() / 3;
        ScheduledFuture<?> beat = heart.scheduleAtFixedRate(() -> TenantScope.overAll(() -> beat(evolution, calls)), third, third, TimeUnit.MILLISECONDS);
        try {
            execute(evolution, calls);
        } finally {
            beat.cancel(false);
            atWork.set(null);
        }
    }

    private void beat(Evolution evolution, PaidCalls calls) {
        try {
            switch (store.extend(evolution.tenant(), evolution.id(), owner, settings.lease())) {
                case HELD -> { }
                case CANCELLED -> calls.stop(Reason.CANCELLED);
                case LOST -> calls.stop(Reason.LOST);
            }
        } catch (RuntimeException e) {
            // The next beat may reach the database again; until then items are recorded once whoever records them.
            log.warn("The lease of evolution {} could not be renewed: {}", evolution.id(), e.getMessage());
        }
    }

    private void execute(Evolution evolution, PaidCalls calls) {
        String tenant = evolution.tenant();
        UUID id = evolution.id();
        try {
            var run = new EvolutionRun(evolution, store.cases(tenant, id), calls, models.get(), versions);
            store.finish(tenant, id, owner, Status.DONE, null, run.run());
        } catch (EvolutionStopped stopped) {
            switch (stopped.reason()) {
                case CANCELLED -> store.finish(tenant, id, owner, Status.CANCELLED, "Cancelled at your request; updates accepted before stay.", null);
                case OVER_BUDGET -> store.finish(tenant, id, owner, Status.OVER_BUDGET, "The limit of " + evolution.settings().maxCalls() + " calls or "
                        + evolution.settings().maxTokens() + " tokens was met. Resume it with a larger one; nothing recorded is paid again.", null);
                case PARKED -> release(tenant, id);
                case LOST -> log.info("Evolution {} is worked on by another process", id);
            }
        } catch (DataAccessResourceFailureException | TransientDataAccessException e) {
            // The database is away: the evolution is taken up again when it is back.
            throw e;
        } catch (RuntimeException e) {
            // Whoever interrupts the work stops this process, not the evolution.
            if (parked) {
                release(tenant, id);
                return;
            }
            log.warn("Evolution {} failed: {}", id, e.getMessage(), log.isDebugEnabled() ? e : null);
            store.finish(tenant, id, owner, Status.FAILED, e.getMessage() + " Resume it when that is mended; nothing recorded is paid again.", null);
        }
    }

    private void release(String tenant, UUID id) {
        // An interrupted thread gets no connection.
        Thread.interrupted();
        store.release(tenant, id, owner);
    }

    /** Lets the calls under way end and be recorded, then lets go; the next start goes on. */
    @Override
    public void close() {
        parked = true;
        AtWork now = atWork.get();
        if (now != null) {
            now.calls().stop(Reason.PARKED);
        }
        work.shutdown();
        try {
            if (!work.awaitTermination(LAST_CALLS.toSeconds(), TimeUnit.SECONDS)) {
                work.shutdownNow();
                work.awaitTermination(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            work.shutdownNow();
            Thread.currentThread().interrupt();
        }
        heart.shutdownNow();
    }
}
