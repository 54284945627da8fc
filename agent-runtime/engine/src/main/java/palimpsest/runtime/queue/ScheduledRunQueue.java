package palimpsest.runtime.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.runtime.loop.RunQueue;

/**
 * A {@link RunQueue} over db-scheduler: entries are rows, runtimes lock one each, heartbeats tell who lives. Its delivery is
 * at least once; the lease of a run makes of that one worker at a time.
 */
public final class ScheduledRunQueue implements RunQueue {

    private static final Logger log = LoggerFactory.getLogger(ScheduledRunQueue.class);
    private static final String TASK = "run";
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);
    private static final int MISSED_HEARTBEATS = 4;
    /** Entries are taken when fewer than half of the workers are busy, up to as many as there are. */
    private static final double LOWER_LIMIT = 0.5;

    private final Scheduler scheduler;
    private final CustomTask<Void> task;
    private final Clock clock;
    private volatile Function<UUID, Optional<Instant>> worker;

    /**
     * How entries are taken.
     *
     * @param owner       names this runtime
     * @param concurrency runs worked on at once
     * @param heartbeat   after four missed ones another runtime takes over
     * @param poll        how often entries of other runtimes are looked for
     */
    public record Settings(String owner, int concurrency, Duration heartbeat, Duration poll) {}

    /** @param dataSource gives the connection of the transaction in progress, where there is one */
    public ScheduledRunQueue(DataSource dataSource, Settings settings, Clock clock) {
        this.clock = clock;
        this.task = Tasks.custom(TASK, Void.class)
                .onFailure((complete, operations) -> unlessOthersHaveIt(() -> operations.reschedule(complete, clock.instant().plus(settings.poll()))))
                .onDeadExecution((complete, operations) -> unlessOthersHaveIt(() -> operations.reschedule(complete, clock.instant())))
                .execute((instance, context) -> work(instance));
        this.scheduler = Scheduler.create(dataSource, task)
                .schedulerName(new SchedulerName.Fixed(settings.owner()))
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .threads(settings.concurrency())
                .pollUsingLockAndFetch(LOWER_LIMIT, 1)
                .pollingInterval(settings.poll())
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(SHUTDOWN)
                .failureLogging(LogLevel.WARN, false)
                .serializer(NO_DATA)
                .clock(clock::instant)
                .build();
    }

    @Override
    public void add(UUID runId, String turn, Instant at) {
        scheduler.scheduleIfNotExists(task.instance(RunQueue.key(runId, turn)), at);
    }

    @Override
    public void open(Function<UUID, Optional<Instant>> newWorker) {
        worker = newWorker;
        scheduler.start();
    }

    @Override
    public void wake() {
        if (worker != null) {
            scheduler.triggerCheckForDueExecutions();
        }
    }

    private CompletionHandler<Void> work(TaskInstance<Void> instance) {
        var again = worker.apply(UUID.fromString(instance.getId().substring(0, instance.getId().indexOf('/'))));
        return again.<CompletionHandler<Void>>map(at -> (complete, operations) -> unlessOthersHaveIt(() -> operations.reschedule(complete, at)))
                .orElse((complete, operations) -> unlessOthersHaveIt(operations::stop));
    }

    /**
     * A runtime whose heartbeats are late, as in a burst, is taken for dead while it works, and its entry given to whoever is quicker: that one answers for it from then on,
     * and the lease of the run says who may work. db-scheduler would call that a bug of its own.
     */
    private static void unlessOthersHaveIt(Runnable change) {
        try {
            change.run();
        } catch (ExecutionException e) {
            log.debug("An entry was taken over, or is done: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        scheduler.stop();
    }

    /** Entries are keys and nothing more. */
    private static final Serializer NO_DATA = new Serializer() {
        @Override
        public byte[] serialize(Object data) {
            return null;
        }

        @Override
        public <T> T deserialize(Class<T> type, byte[] data) {
            return null;
        }
    };
}
