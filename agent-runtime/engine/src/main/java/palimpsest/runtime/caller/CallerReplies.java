package palimpsest.runtime.caller;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.StandingEvents;

/** Reads replies out of the log: a reply is what the events of its run say, whoever works on it and however often it is asked for. */
public final class CallerReplies {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final ConversationLog log;

    public CallerReplies(ConversationLog log) {
        this.log = log;
    }

    /** Told each second in which nothing happened. */
    @FunctionalInterface
    public interface Idle<E extends Exception> {
        void second() throws E;
    }

    /** The reply; waits for it. */
    public <E extends Exception> CallerReply await(String tenant, Turn turn, Idle<E> idle) throws E, InterruptedException {
        try (var subscription = log.listen(turn.conversationId(), false)) {
            return await(tenant, turn, subscription, idle, part -> true);
        }
    }

    /** The same with what is said in its run meanwhile. */
    <E extends Exception> CallerReply await(String tenant, Turn turn, EventFeed.Subscription subscription, Idle<E> idle, EventFeed.Words<E> words) throws E, InterruptedException {
        var fold = new ReplyFold(turn);
        long last = turn.id().after();
        while (true) {
            List<RecordedEvent> events = log.next(tenant, subscription, last);
            last = events.isEmpty() ? last : events.getLast().seq();
            if (StandingEvents.rewindAmong(events)) {
                // What was folded may have been taken back.
                fold = new ReplyFold(turn);
                events = StandingEvents.of(log.read(tenant, turn.conversationId(), turn.id().after()).stream().filter(upTo(last)).toList());
            }
            Optional<CallerReply> reply = fold.take(events);
            if (reply.isPresent()) {
                return reply.get();
            }
            if (!subscription.awaitEvents(LOOK_AGAIN, part -> !part.runId().equals(turn.id().runId()) || words.said(part))) {
                idle.second();
            }
        }
    }

    /** The reply, if it is there. */
    public Optional<CallerReply> find(String tenant, Turn turn) {
        return reply(turn, log.read(tenant, turn.conversationId(), turn.id().after()));
    }

    /** @param events of the conversation, all after the turn's beginning */
    static Optional<CallerReply> reply(Turn turn, List<RecordedEvent> events) {
        return new ReplyFold(turn).take(StandingEvents.of(events));
    }

    private static Predicate<RecordedEvent> upTo(long last) {
        return event -> event.seq() <= last;
    }
}
