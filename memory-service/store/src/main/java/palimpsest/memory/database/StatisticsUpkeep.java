package palimpsest.memory.database;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects {@link PlannerStatistics} in the background. Several runtimes may do so at once. */
public final class StatisticsUpkeep implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StatisticsUpkeep.class);

    private final PlannerStatistics statistics;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("planner-statistics").factory());

    public StatisticsUpkeep(PlannerStatistics statistics) {
        this.statistics = statistics;
    }

    public StatisticsUpkeep every(Duration interval, Duration first) {
        thread.scheduleWithFixedDelay(this::collect, first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void collect() {
        try {
            List<String> collected = statistics.collect();
            if (!collected.isEmpty()) {
                log.debug("Collected the planner's statistics of {}", collected);
            }
        } catch (RuntimeException e) {
            if (!thread.isShutdown()) {
                log.warn("The planner's statistics are not collected for now: {}. It is tried again later, and searches may take longer until then", e.toString());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
