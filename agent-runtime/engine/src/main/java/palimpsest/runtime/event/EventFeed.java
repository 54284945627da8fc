package palimpsest.runtime.event;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Wakes readers of a conversation when something was appended in this process. It carries no events: readers read the log,
 * so that a missed wake-up costs time and never an event. What models say meanwhile goes to whoever listens, and nowhere else.
 */
public final class EventFeed {

    private static final int MOST_UNREAD = 10_000;
    private static final Heard APPENDED = new Heard.Appended();

    private final ConcurrentHashMap<UUID, List<Listening>> listening = new ConcurrentHashMap<>();
    /** An entry is read and changed only while the conversation's in {@code listening} is computed: nobody misses a part or hears it twice. */
    private final ConcurrentHashMap<UUID, SpokenSoFar> speaking = new ConcurrentHashMap<>();
    private final List<BiConsumer<String, UUID>> runListeners = new CopyOnWriteArrayList<>();

    public void appended(UUID conversationId) {
        tell(listening.get(conversationId), APPENDED);
    }

    /**
     * Begins to listen, to be done before the log is read: what is appended or said from now on is heard.
     *
     * @param words whether also parts of messages are heard, the message that is being said from its beginning, and models asked to say them
     */
    public Listening listen(UUID conversationId, boolean words) {
        var listener = new Listening(conversationId, words);
        listening.compute(conversationId, (id, all) -> {
            List<Listening> known = all == null ? new CopyOnWriteArrayList<>() : all;
            known.add(listener);
            if (speaking.get(id) instanceof SpokenSoFar said) {
                said.parts().forEach(listener::hear);
            }
            return known;
        });
        return listener;
    }

    /** Whether anybody listens to words. */
    public boolean wordsAreHeard(UUID conversationId) {
        return listening.getOrDefault(conversationId, List.of()).stream().anyMatch(listener -> listener.words);
    }

    public void said(UUID conversationId, SpokenPart part) {
        listening.compute(conversationId, (id, all) -> {
            speaking.computeIfAbsent(id, absent -> new SpokenSoFar()).add(part);
            tell(all, part);
            return all;
        });
    }

    /** The message that was being said is recorded, or never will be. */
    public void spoken(UUID conversationId) {
        listening.compute(conversationId, (id, all) -> {
            speaking.remove(id);
            return all;
        });
    }

    private static void tell(List<Listening> listeners, Heard heard) {
        if (listeners != null) {
            listeners.forEach(listener -> listener.hear(heard));
        }
    }

    /** Tells the listener of every run that ends with an answer in this process. A listener returns at once. */
    public void onRunFinished(BiConsumer<String, UUID> listener) {
        runListeners.add(listener);
    }

    void runFinished(String tenant, UUID conversationId) {
        runListeners.forEach(listener -> listener.accept(tenant, conversationId));
    }

    /** One that listens to a conversation until it is closed. */
    public final class Listening implements AutoCloseable {

        private final UUID conversationId;
        private final boolean words;
        private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>(MOST_UNREAD);

        private Listening(UUID conversationId, boolean words) {
            this.conversationId = conversationId;
            this.words = words;
        }

        public UUID conversationId() {
            return conversationId;
        }

        private void hear(Heard what) {
            if (what instanceof Heard.Appended || words) {
                // One that reads too slowly misses words, and wakes up for events anyway.
                heard.offer(what);
            }
        }

        /**
         * Waits until something was appended, and meanwhile hands on what is said.
         *
         * @param atMost how long there may be silence: another runtime on the same database tells nothing here
         * @return false after a silence
         */
        public <E extends Exception> boolean awaitEvents(Duration atMost, Words<E> words) throws E, InterruptedException {
            Heard next = heard.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            while (next instanceof SpokenPart part && words.said(part)) {
                next = heard.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            }
            return next != null;
        }

        @Override
        public void close() {
            listening.computeIfPresent(conversationId, (id, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }

    /** Told what a model says. */
    @FunctionalInterface
    public interface Words<E extends Exception> {
        /** Whether more is wanted. */
        boolean said(SpokenPart part) throws E;
    }
}
