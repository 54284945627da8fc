package palimpsest.runtime.history;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.audit.AuditLog;
import palimpsest.memory.conversation.RetentionStore;
import palimpsest.memory.log.HistoryStore;
import palimpsest.memory.tenant.TenantScope;

/**
 * Marks conversations deleted that are kept no longer, and thins out old histories: of runs that ended with an answer, what was
 * only measured on the way; and removes old entries of the audit log. Messages, results, notes, prunes and answers are never
 * removed, and no run in progress is touched.
 */
public final class HistorySweep implements AutoCloseable {

    /**
     * What says only how a run was going. Nothing else may go: from measured budgets and reported usage follows how tokens are counted and what
     * was spent, from the going on after a death how long a run has worked when it is tried again, from prunes and folds what the window
     * is; all else is what was said and done.
     */
    public static final List<String> MEASUREMENTS = List.of("StepStarted");

    private static final Logger log = LoggerFactory.getLogger(HistorySweep.class);

    private final RetentionStore conversations;
    private final HistoryStore histories;
    private final RetentionPolicy policy;
    private final Duration compactAfter;
    private final AuditLog audit;
    private final Duration keepAudit;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("history-sweep").factory());

    /**
     * @param compactAfter age of a run at which its measurements go; null keeps them
     * @param keepAudit    age of an entry of the audit log at which it goes; null keeps them
     */
    public HistorySweep(RetentionStore conversations, HistoryStore histories, RetentionPolicy policy, Duration compactAfter, AuditLog audit, Duration keepAudit,
                        Clock clock) {
        this.conversations = conversations;
        this.histories = histories;
        this.policy = policy;
        this.compactAfter = compactAfter;
        this.audit = audit;
        this.keepAudit = keepAudit;
        this.clock = clock;
    }

    /** What a sweep did. */
    public record Swept(int conversations, int events, int auditEntries) {}

    /** Sweeps once. */
    public Swept sweep() {
        Instant now = clock.instant();
        int deleted = (int) policy.expired(conversations.idle(), now).stream().filter(conversations::delete).count();
        int removed = compactAfter == null ? 0 : histories.compact(now.minus(compactAfter), MEASUREMENTS);
        int forgotten = keepAudit == null ? 0 : audit.removeBefore(now.minus(keepAudit));
        if (deleted > 0 || removed > 0 || forgotten > 0) {
            log.info("Retention: {} conversation(s) marked deleted, {} measurement(s) of old runs and {} audit entries removed", deleted, removed, forgotten);
        }
        return new Swept(deleted, removed, forgotten);
    }

    /** Sweeps in the background, first after one interval. */
    public void every(Duration interval) {
        thread.scheduleWithFixedDelay(() -> TenantScope.overAll(this::sweepQuietly), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sweepQuietly() {
        try {
            sweep();
        } catch (RuntimeException e) {
            log.warn("Retention could not sweep; it tries again at its next time: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
