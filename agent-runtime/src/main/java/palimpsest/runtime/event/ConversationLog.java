package palimpsest.runtime.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.log.EventLog;

/** The events of conversations, typed. */
public final class ConversationLog {

    private static final int PAGE = 1000;

    private final EventLog log;
    private final EventCodec codec;
    private final EventFeed feed;

    public ConversationLog(EventLog log, EventCodec codec, EventFeed feed) {
        this.log = log;
        this.codec = codec;
        this.feed = feed;
    }

    /** Every event after {@code afterSeq}. */
    public List<RecordedEvent> read(String tenant, UUID conversationId, long afterSeq) {
        List<RecordedEvent> events = new ArrayList<>();
        long after = afterSeq;
        while (true) {
            var page = log.read(tenant, conversationId, after, PAGE);
            page.forEach(entry -> events.add(codec.decode(entry)));
            if (page.size() < PAGE) {
                return events;
            }
            after = page.getLast().seq();
        }
    }

    /** At most {@code limit} events of the given types after {@code afterSeq}. */
    public List<RecordedEvent> page(String tenant, UUID conversationId, Collection<Class<? extends ConversationEvent>> types, long afterSeq, int limit) {
        var names = types.stream().map(Class::getSimpleName).toList();
        return log.read(tenant, conversationId, names, afterSeq, limit).stream().map(codec::decode).toList();
    }

    /**
     * The newest events that lie before a point, as whole runs.
     *
     * @param events in order
     * @param before the point of the page with what is older; null when there is nothing
     */
    public record Page(List<RecordedEvent> events, Long before) {}

    /** The events of the newest {@code runs} questions that were asked before event {@code beforeSeq}; in the oldest page also what was before them. */
    public Page newest(String tenant, UUID conversationId, long beforeSeq, int runs) {
        List<Long> asked = log.newest(tenant, conversationId, ConversationEvent.UserSpoke.class.getSimpleName(), beforeSeq, runs + 1);
        Long from = asked.size() > runs ? asked.get(runs - 1) : null;
        List<RecordedEvent> events = new ArrayList<>();
        long after = from == null ? 0 : from - 1;
        while (true) {
            var page = log.read(tenant, conversationId, after, PAGE);
            page.stream().filter(entry -> entry.seq() < beforeSeq).forEach(entry -> events.add(codec.decode(entry)));
            if (page.size() < PAGE || page.getLast().seq() >= beforeSeq) {
                return new Page(events, from);
            }
            after = page.getLast().seq();
        }
    }

    /** The one event; empty when there is none of that number. */
    public Optional<RecordedEvent> find(String tenant, UUID conversationId, long seq) {
        return log.read(tenant, conversationId, seq - 1, 1).stream().filter(entry -> entry.seq() == seq).map(codec::decode).findFirst();
    }

    public long lastSeq(String tenant, UUID conversationId) {
        return log.lastSeq(tenant, conversationId);
    }

    /**
     * Appends all events or none, then wakes readers.
     *
     * @throws palimpsest.memory.log.ConcurrentAppendException when the log has moved on from {@code expectedLastSeq}
     */
    public List<RecordedEvent> append(String tenant, UUID conversationId, UUID runId, long expectedLastSeq, List<ConversationEvent> events) {
        return append(tenant, conversationId, runId, expectedLastSeq, events, () -> { });
    }

    /** The same; {@code alongside} writes in the same transaction, see {@link EventLog}. */
    public List<RecordedEvent> append(String tenant, UUID conversationId, UUID runId, long expectedLastSeq, List<ConversationEvent> events,
                                      Runnable alongside) {
        var entries = events.stream().map(event -> codec.encode(runId, event)).toList();
        var appended = log.append(tenant, conversationId, expectedLastSeq, entries, alongside).stream().map(codec::decode).toList();
        feed.appended(conversationId);
        if (events.stream().anyMatch(ConversationEvent.RunFinished.class::isInstance)) {
            feed.runFinished(tenant, conversationId);
        }
        return appended;
    }

    /** Listens to a conversation in this process; see {@link EventFeed#listen}. */
    public EventFeed.Listening listen(UUID conversationId, boolean words) {
        return feed.listen(conversationId, words);
    }

    public boolean wordsAreHeard(UUID conversationId) {
        return feed.wordsAreHeard(conversationId);
    }

    /** Hands on what a model is saying; nothing of it is recorded. */
    public void said(UUID conversationId, SpokenPart part) {
        feed.said(conversationId, part);
    }

    /** To follow when a model was asked, whatever came of it. */
    public void spoken(UUID conversationId) {
        feed.spoken(conversationId);
    }
}
