package palimpsest.runtime.event;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.tenant.TenantScope;

/**
 * Tells an {@link EventFeed} what other runtimes on the same database append to the conversations that somebody listens to here. One query each time for
 * all of them, none while nobody listens: it works through poolers that keep no session, where {@code LISTEN} does not.
 */
public final class LogWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);

    private final EventLog log;
    private final EventFeed feed;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("log-watch").factory());

    public LogWatch(EventLog log, EventFeed feed) {
        this.log = log;
        this.feed = feed;
    }

    /** @param every how late an event of another runtime may be heard of */
    public LogWatch start(Duration every) {
        feed.becomeComplete();
        clock.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    void look() {
        Set<UUID> conversations = feed.listenedTo();
        if (conversations.isEmpty()) {
            return;
        }
        try {
            TenantScope.overAll(() -> log.lastSeqs(conversations)).forEach(feed::appendedElsewhere);
        } catch (RuntimeException e) {
            // A database that restarts: it is looked at again in a moment.
            LOG.debug("What other runtimes append can't be seen now: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
