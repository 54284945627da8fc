package palimpsest.memory.longterm;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.tenant.TenantScope;

/**
 * Embeds records anew, once after the start, whose vectors another model made than the one that embeds their texts now: the configured model was changed, or texts in
 * Chinese got one of their own. Until then such a record is found by its words. Several runtimes may do so at once.
 */
public final class RecordEmbedding implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RecordEmbedding.class);

    private final LongTermMemory memory;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("record-embedding").factory());

    public RecordEmbedding(LongTermMemory memory) {
        this.memory = memory;
    }

    /** Begins after a while, and again after {@code pause} where it fails, until all is done. */
    public RecordEmbedding begin(Duration after, Duration pause) {
        thread.scheduleWithFixedDelay(() -> TenantScope.overAll(this::embed), after.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void embed() {
        try {
            int embedded = memory.embedAnew(thread::isShutdown);
            if (embedded > 0) {
                log.info("{} record(s) of memory were embedded anew by the model of their language", embedded);
            }
            thread.shutdown();
        } catch (RuntimeException | LinkageError e) {
            log.warn("Records of memory can't be embedded anew for now: {}. They are found by their words, and it is tried again later", e.toString());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
