package palimpsest.runtime.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Hands readers of a conversation what was appended in this process. A reader who missed events sees so by their numbers and reads the log
 * ({@link ConversationLog#next}). What models say meanwhile goes to whoever listens, and nowhere else.
 */
public final class EventFeed {

    private static final int MOST_UNREAD = 10_000;
    private static final ConversationSignal.EventsAppended NOT_HERE = new ConversationSignal.EventsAppended(List.of());

    private final ConcurrentHashMap<UUID, List<Subscription>> listening = new ConcurrentHashMap<>();
    /** An entry is read and changed only while the conversation's in {@code listening} is computed: nobody misses a part or hears it twice. */
    private final ConcurrentHashMap<UUID, SpokenSoFar> speaking = new ConcurrentHashMap<>();
    private final List<BiConsumer<String, RecordedEvent>> runListeners = new CopyOnWriteArrayList<>();
    private volatile boolean complete;

    /** From now on every append is heard of here, also those of other runtimes, if there are any ({@link LogWatch}): no listener looks into the log by itself. */
    public void becomeComplete() {
        complete = true;
    }

    /** Conversations that somebody listens to. */
    Set<UUID> listenedTo() {
        return Set.copyOf(listening.keySet());
    }

    /** Wakes those who do not know the event of this number yet: another runtime appended it. */
    void appendedElsewhere(UUID conversationId, long seq) {
        List<Subscription> listeners = listening.get(conversationId);
        if (listeners != null) {
            listeners.stream().filter(listener -> listener.known < seq).forEach(listener -> listener.hear(NOT_HERE));
        }
    }

    /** @param events as they stand in the log, in order */
    public void appended(UUID conversationId, List<RecordedEvent> events) {
        tell(listening.get(conversationId), new ConversationSignal.EventsAppended(events));
    }

    /**
     * Begins to listen, to be done before the log is read: what is appended or said from now on is heard.
     *
     * @param words whether also parts of messages are heard, the message that is being said from its beginning, and models asked to say them
     */
    public Subscription listen(UUID conversationId, boolean words) {
        var listener = new Subscription(conversationId, words);
        listening.compute(conversationId, (id, all) -> {
            List<Subscription> known = all == null ? new CopyOnWriteArrayList<>() : all;
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

    private static void tell(List<Subscription> listeners, ConversationSignal heard) {
        if (listeners != null) {
            listeners.forEach(listener -> listener.hear(heard));
        }
    }

    /** Tells the listener the tenant and the last event of every run that ends with an answer in this process. A listener returns at once. */
    public void onRunFinished(BiConsumer<String, RecordedEvent> listener) {
        runListeners.add(listener);
    }

    void runFinished(String tenant, RecordedEvent finished) {
        runListeners.forEach(listener -> listener.accept(tenant, finished));
    }

    /** One that listens to a conversation until it is closed. */
    public final class Subscription implements AutoCloseable {

        private final UUID conversationId;
        private final boolean words;
        private final BlockingQueue<ConversationSignal> heard = new LinkedBlockingQueue<>(MOST_UNREAD);
        /** Taken from {@code heard} and not handed on yet; for the listener's thread, as is all that follows. */
        private final List<RecordedEvent> appended = new ArrayList<>();
        /** Something was appended that was not heard; at first all that there is. */
        private boolean missed = true;
        /** The last event that is known or was heard, -1 before either: of what came before it a gap in the numbers tells. Two writers at once may set it back, which costs a look. */
        private volatile long known = -1;
        /** The queue was full. */
        private volatile boolean lost;

        private Subscription(UUID conversationId, boolean words) {
            this.conversationId = conversationId;
            this.words = words;
        }

        public UUID conversationId() {
            return conversationId;
        }

        private void hear(ConversationSignal what) {
            if (what instanceof ConversationSignal.EventsAppended events && !events.events().isEmpty()) {
                known = Math.max(known, events.events().getLast().seq());
            }
            if (what instanceof ConversationSignal.EventsAppended || words) {
                // One that reads too slowly misses words, and wakes up for events anyway.
                if (!heard.offer(what)) {
                    lost = true;
                }
            }
        }

        /**
         * Waits until something was appended, and meanwhile hands on what is said.
         *
         * @param atMost how long there may be silence: another runtime on the same database tells nothing here
         * @return false after a silence
         */
        public <E extends Exception> boolean awaitEvents(Duration atMost, Words<E> words) throws E, InterruptedException {
            ConversationSignal next = heard.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            while (next instanceof SpokenPart part && words.said(part)) {
                next = heard.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (next instanceof ConversationSignal.EventsAppended events) {
                take(events);
            }
            return next != null;
        }

        /**
         * What was heard of events and not handed on yet.
         *
         * @param afterSeq the last event that the listener knows
         * @return the events that follow it without a gap, none when all that was heard is known; empty when the log must be read
         */
        Optional<List<RecordedEvent>> after(long afterSeq) {
            while (heard.peek() instanceof ConversationSignal.EventsAppended events) {
                take(events);
                heard.remove();
            }
            if (lost) {
                lost = false;
                missed = true;
            }
            boolean silence = appended.isEmpty();
            boolean reads = missed || silence && !complete;
            known = Math.max(known, afterSeq);
            if (silence) {
                missed = false;
                return reads ? Optional.empty() : Optional.of(List.of());
            }
            List<RecordedEvent> next = appended.stream().filter(event -> event.seq() > afterSeq).sorted(Comparator.comparingLong(RecordedEvent::seq)).toList();
            appended.clear();
            boolean withoutGap = next.isEmpty() || next.getFirst().seq() == afterSeq + 1 && next.getLast().seq() == afterSeq + next.size();
            missed = false;
            return withoutGap && !(reads && next.isEmpty()) ? Optional.of(next) : Optional.empty();
        }

        private void take(ConversationSignal.EventsAppended events) {
            appended.addAll(events.events());
            missed |= events.events().isEmpty();
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
