package palimpsest.runtime.event;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Wakes readers of a conversation when something was appended in this process. It carries no data: readers read the log,
 * so that a missed wake-up costs time and never an event.
 */
public final class EventFeed {

    private final ConcurrentHashMap<UUID, CountDownLatch> waiting = new ConcurrentHashMap<>();
    private final List<BiConsumer<String, UUID>> runListeners = new CopyOnWriteArrayList<>();

    /** To be taken before the log is read, so that an append between reading and waiting is not missed. */
    public Signal signal(UUID conversationId) {
        return new Signal(waiting.computeIfAbsent(conversationId, id -> new CountDownLatch(1)));
    }

    public void appended(UUID conversationId) {
        CountDownLatch latch = waiting.remove(conversationId);
        if (latch != null) {
            latch.countDown();
        }
    }

    /** Tells the listener of every run that ends with an answer in this process. A listener returns at once. */
    public void onRunFinished(BiConsumer<String, UUID> listener) {
        runListeners.add(listener);
    }

    void runFinished(String tenant, UUID conversationId) {
        runListeners.forEach(listener -> listener.accept(tenant, conversationId));
    }

    /** One wait for the next append. */
    public record Signal(CountDownLatch latch) {

        /** True when something was appended, false when the time ran out. */
        public boolean await(Duration atMost) throws InterruptedException {
            return latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
