package palimpsest.memory.longterm;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.tenant.TenantScope;

/** Erases the texts of dropped turns in the background once they are old. Several runtimes may do so at once. */
public final class DroppedTexts implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DroppedTexts.class);

    private final LongTermMemory memory;
    private final Duration keptFor;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("dropped-texts").factory());

    /** @param keptFor how long the text of a dropped turn stays, so that a person may still overrule the gate */
    public DroppedTexts(LongTermMemory memory, Duration keptFor) {
        this.memory = memory;
        this.keptFor = keptFor;
    }

    /** @param first how long after now: soon, since a runtime may never run for a whole interval */
    public DroppedTexts begin(Duration first, Duration interval) {
        thread.scheduleWithFixedDelay(() -> TenantScope.overAll(this::erase), first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void erase() {
        try {
            int erased = memory.eraseDropped(keptFor);
            if (erased > 0) {
                log.info("The texts of {} dropped turn(s) older than {} were erased", erased, keptFor);
            }
        } catch (RuntimeException e) {
            log.warn("The texts of dropped turns are not erased for now: {}. It is tried again later", e.toString());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
