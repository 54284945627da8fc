package palimpsest.runtime.loop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import palimpsest.memory.run.Lease;
import palimpsest.memory.run.NewRun;
import palimpsest.memory.run.RunRow;
import palimpsest.memory.run.RunState;
import palimpsest.memory.run.RunStore;
import palimpsest.memory.tenant.TenantScope;

/**
 * Works on runs in the background, one virtual thread each. A run is queued in the transaction that makes it due; whichever
 * runtime takes it from the queue works on it under a lease, and another goes on with it when that one dies.
 */
public final class Runs implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Runs.class);

    private final RunStore store;
    private final RunQueue queue;
    private final RunWork work;
    private final Settings settings;
    private final Clock clock;
    /** Runs worked on here. */
    private final Map<UUID, Active> active = new ConcurrentHashMap<>();
    /** Runs that are worked on here as soon as their transaction is committed, with the turn of their entry in the queue: it is for the case that this process dies. */
    private final Map<UUID, Here> here = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("run-", 0).factory());
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("run-leases").factory());
    private final RetryTemplate whileDatabaseIsAway;
    private volatile boolean serving;
    private volatile boolean closing;

    /**
     * How runs are worked on.
     *
     * @param owner     names this runtime, different from every other and from its predecessor
     * @param heartbeat how often leases are renewed; a runtime that missed four counts as dead
     * @param outage    how long a run waits in all for a database that is away, before it is left for the next start
     * @param alone     no other runtime can be on this database: what was leased before belongs to nobody
     * @param most      runs that this runtime works on at once; the others wait in the queue, for any runtime
     */
    public record Settings(String owner, Duration heartbeat, Duration outage, boolean alone, int most) {

        Duration lease() {
            return heartbeat.multipliedBy(4);
        }
    }

    public Runs(RunStore store, RunQueue queue, RunWork work, Settings settings, Clock clock) {
        this.store = store;
        this.queue = queue;
        this.work = work;
        this.settings = settings;
        this.clock = clock;
        this.whileDatabaseIsAway = new RetryTemplate(RetryPolicy.builder()
                .predicate(DatabaseOutage::causedBy)
                .maxRetries(Long.MAX_VALUE)
                .timeout(settings.outage())
                .delay(Duration.ofMillis(200)).multiplier(2).maxDelay(Duration.ofSeconds(5))
                .build());
        heart.scheduleWithFixedDelay(this::renew, settings.heartbeat().toMillis(), settings.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
    }

    // --- in the transaction that makes a run due

    /** Adds a run and queues it, or leases it to this runtime at once; joins the transaction in progress. */
    public void create(String tenant, UUID runId, UUID conversationId, UUID agentId) {
        begun(tenant, runId, conversationId, agentId).ifPresentOrElse(store::create, () -> {
            store.create(tenant, runId, conversationId, agentId);
            enqueue(runId, 0);
        });
    }

    /** A run that this runtime works on as soon as it is started, to be written together with its question; empty where it is to wait in the queue. */
    public Optional<NewRun> begun(String tenant, UUID runId, UUID conversationId, UUID agentId) {
        if (isFull()) {
            return Optional.empty();
        }
        String entry = RunQueue.key(runId, turn(0));
        var lease = new Lease(runId, tenant, conversationId, settings.owner(), 1, 0);
        here.put(runId, new Here(entry, lease, clock.instant()));
        return Optional.of(store.begun(lease, agentId, settings.lease(), entry));
    }

    /** Writes such a run, for a log that does not; joins the transaction in progress. */
    public void write(NewRun run) {
        store.create(run);
    }

    /**
     * Queues a run that nobody works on; joins the transaction in progress.
     *
     * @throws palimpsest.memory.run.RunStateException when it is in another state than {@code from} by now
     */
    public void requeue(RunRow run, RunState from) {
        store.move(run.tenant(), run.id(), from, RunState.QUEUED);
        enqueue(run.id(), run.epoch());
    }

    /** Whether a run that begins now is to wait in the queue, for any runtime. */
    private boolean isFull() {
        return closing || serving && active.size() + here.size() >= settings.most();
    }

    private void enqueue(UUID runId, long epoch) {
        if (isFull()) {
            here.remove(runId);
            queue.add(runId, turn(epoch), clock.instant());
        } else {
            Instant now = clock.instant();
            here.put(runId, new Here(RunQueue.key(runId, turn(epoch)), null, now));
            queue.add(runId, turn(epoch), now.plus(settings.lease()));
        }
    }

    private static String turn(long epoch) {
        return Long.toString(epoch);
    }

    /**
     * @param entry of the queue, in case this process dies
     * @param lease null when none was taken yet
     * @param since when its transaction began
     */
    private record Here(String entry, Lease lease, Instant since) {}

    /**
     * @param entry     of the queue, in case this process dies; empty when the queue itself called
     * @param lookAgain another start came meanwhile
     */
    private record Active(Optional<String> entry, boolean lookAgain) {}

    /** Goes on with a queued run in the background; to be called after that transaction. */
    public void start(UUID runId) {
        Here begun = here.remove(runId);
        if (begun == null) {
            queue.wake();
        } else if (!closing) {
            threads.execute(() -> work(runId, begun.entry(), new AtomicReference<>(begun.lease())));
        }
    }

    // --- working

    /** Takes runs from the queue from now on, and first of all those that a process left unfinished. */
    public void resumeUnfinished() {
        TenantScope.overAll(this::resumeAll);
    }

    private void resumeAll() {
        if (settings.alone()) {
            store.endAllLeases();
        }
        var unfinished = store.unfinished();
        if (!unfinished.isEmpty()) {
            log.info("Going on with {} unfinished run(s)", unfinished.size());
        }
        for (RunRow run : unfinished) {
            Instant now = clock.instant();
            Instant due = run.state() == RunState.WAITING ? run.parkedUntil() : run.state() == RunState.RUNNING ? run.leaseUntil() : now;
            queue.add(run.id(), turn(run), due.isBefore(now) ? now : due);
        }
        serving = true;
        queue.open(runId -> work(runId, null, new AtomicReference<>()));
        queue.wake();
    }

    private static String turn(RunRow run) {
        return run.epoch() + "-" + run.state().label();
    }

    /**
     * Works on a run until it ends or parks. Gives the time at which to look at it again, if there is one.
     *
     * @param entry of the queue that goes when the run ends; null when the queue itself called
     * @param begun lease of a new run, taken once: whoever comes back to the run after a fault looks anew; holds null for a run that is to be leased first
     */
    private Optional<Instant> work(UUID runId, String entry, AtomicReference<Lease> begun) {
        if (closing) {
            return Optional.of(clock.instant());
        }
        if (active.merge(runId, new Active(Optional.ofNullable(entry), false), (known, ignored) -> new Active(known.entry(), true)).lookAgain()) {
            // It is worked on here and looked at once more when that ends; should this process die before, the entry is still there.
            return Optional.of(clock.instant().plus(settings.lease()));
        }
        try {
            Optional<Instant> again;
            do {
                again = whileDatabaseIsAway.execute(() -> TenantScope.overAll(() -> workOnce(runId, entry, begun.getAndSet(null))));
            } while (!closing && active.compute(runId, (id, known) -> known.lookAgain() ? new Active(known.entry(), false) : null) != null);
            return again;
        } catch (RetryException e) {
            log.error("Run {} is parked: the database stays away, or the run can't be read. It goes on at the next start", runId, e.getCause());
            return Optional.of(clock.instant().plus(settings.outage()));
        } finally {
            active.remove(runId);
        }
    }

    private Optional<Instant> workOnce(UUID runId, String entry, Lease begun) {
        if (begun != null) {
            return workUnder(begun, entry);
        }
        var lease = store.acquire(runId, settings.owner(), settings.lease());
        if (lease.isEmpty()) {
            Optional<RunRow> expired = store.find(runId).filter(this::isExpired);
            expired.ifPresent(run -> work.expire(run, () -> store.move(run.tenant(), run.id(), RunState.WAITING, RunState.QUEUED)));
            lease = expired.isPresent() ? store.acquire(runId, settings.owner(), settings.lease()) : lease;
        }
        return lease.isEmpty() ? store.leasedUntil(runId) : workUnder(lease.get(), entry);
    }

    private Optional<Instant> workUnder(Lease lease, String entry) {
        var guard = new LeasedRun(store, lease, settings.lease(), entry, (id, until) -> queue.add(id, lease.epoch() + "-waiting", until));
        try {
            TenantScope.of(lease.tenant(), () -> work.advance(lease, guard, () -> closing));
        } finally {
            // Whoever interrupts closes; an interrupted thread would get no connection to say so.
            Thread.interrupted();
            if (guard.held()) {
                store.release(lease);
            }
        }
        if (closing && guard.held() && entry != null) {
            // The run's own entry is due when its lease would have ended: another runtime may go on at once.
            queue.add(lease.runId(), lease.epoch() + "-left", clock.instant());
        }
        return closing ? Optional.of(clock.instant()) : Optional.empty();
    }

    private boolean isExpired(RunRow run) {
        return run.state() == RunState.WAITING && run.parkedUntil() != null && !run.parkedUntil().isAfter(clock.instant());
    }

    private void renew() {
        // Of transactions that were rolled back.
        here.values().removeIf(begun -> begun.since().plus(settings.lease()).isBefore(clock.instant()));
        try {
            if (!active.isEmpty()) {
                Map<UUID, Optional<String>> entries = new HashMap<>();
                active.forEach((runId, run) -> entries.put(runId, run.entry()));
                TenantScope.overAll(() -> store.renew(settings.owner(), entries, settings.lease()));
            }
        } catch (RuntimeException e) {
            log.debug("Leases can't be renewed now: {}", e.getMessage());
        }
    }

    /** Parks all runs after their step in progress; another runtime, or the next start, goes on with them. A second call does nothing. */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (!active.isEmpty()) {
            log.info("Stopping: {} run(s) are parked after the step in progress", active.size());
        }
        queue.close();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                threads.shutdownNow();
                threads.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        heart.shutdownNow();
    }
}
