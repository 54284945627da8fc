package palimpsest.runtime.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.LogEntry;
import palimpsest.memory.run.LeasedCommit;
import palimpsest.memory.run.NewRun;

/** The events of conversations, typed. */
public final class ConversationLog {

    private static final int PAGE = 1000;
    /** A run has a few events a step. */
    private static final int RUN_PAGE = 50;

    private final EventLog log;
    private final EventCodec codec;
    private final EventFeed feed;
    private final ShortRuns shortRuns = new ShortRuns();

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

    /** The events after {@code afterSeq} of the conversation that is listened to: as they were heard, or from the log where that leaves out any. */
    public List<RecordedEvent> next(String tenant, EventFeed.Subscription listening, long afterSeq) {
        return listening.after(afterSeq).orElseGet(() -> read(tenant, listening.conversationId(), afterSeq));
    }

    /** The events of a run, in order, from its question to the event of that number, which is one of them. */
    public List<RecordedEvent> ofRun(String tenant, UUID conversationId, UUID runId, long lastSeq) {
        return shortRuns.take(tenant, runId, lastSeq).orElseGet(() -> readRun(tenant, conversationId, runId, lastSeq));
    }

    private List<RecordedEvent> readRun(String tenant, UUID conversationId, UUID runId, long lastSeq) {
        List<RecordedEvent> run = new ArrayList<>();
        long before = lastSeq + 1;
        boolean begun = false;
        while (before > 1 && !begun) {
            long after = Math.max(0, before - 1 - RUN_PAGE);
            List<RecordedEvent> page = log.read(tenant, conversationId, after, (int) (before - 1 - after)).stream()
                    .filter(entry -> entry.seq() <= lastSeq && runId.equals(entry.runId())).map(codec::decode).toList();
            run.addAll(0, page);
            // the question stands before the start: it may be in the page before
            begun = run.stream().anyMatch(ConversationLog::starts) && (page.isEmpty() || !starts(page.getFirst()));
            before = after + 1;
        }
        return run;
    }

    private static boolean starts(RecordedEvent event) {
        return event.event() instanceof RunEvent.RunStarted;
    }

    /** The newest event of a type that belongs to a run. @param runId null for whichever */
    public Optional<RecordedEvent> last(String tenant, UUID conversationId, Class<? extends ConversationEvent> type, UUID runId) {
        return log.last(tenant, conversationId, type.getSimpleName(), runId).map(codec::decode);
    }

    /** The first notes that were written before an event, in order. */
    public List<RecordedEvent> notes(String tenant, UUID conversationId, long beforeSeq, int limit) {
        return log.notes(tenant, conversationId, beforeSeq, limit).stream().map(codec::decode).toList();
    }

    /** All events of the given types of several conversations: by conversation, in order. @param after by conversation, the number that theirs are above */
    public Map<UUID, List<RecordedEvent>> read(String tenant, Map<UUID, Long> after, Collection<Class<? extends ConversationEvent>> types) {
        Map<UUID, List<RecordedEvent>> read = new HashMap<>();
        log.read(tenant, after, types.stream().map(Class::getSimpleName).toList()).forEach((conversation, entries) -> read.put(conversation, entries.stream().map(codec::decode).toList()));
        return read;
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
        List<Long> asked = log.newest(tenant, conversationId, MessageEvent.UserSpoke.class.getSimpleName(), beforeSeq, runs + 1);
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
        List<LogEntry> stored = log.append(tenant, conversationId, expectedLastSeq, entries, alongside);
        List<RecordedEvent> appended = IntStream.range(0, events.size()).mapToObj(i -> codec.asRead(stored.get(i), events.get(i))).toList();
        told(tenant, conversationId, appended);
        return appended;
    }

    /**
     * Appends all events together with the run that they begin, or nothing, then wakes readers.
     *
     * @param alone writes the run in the transaction of the append, for a log that can't do it itself
     * @throws palimpsest.memory.log.ConcurrentAppendException when the log has moved on from {@code expectedLastSeq}
     */
    public List<RecordedEvent> append(String tenant, UUID conversationId, NewRun run, long expectedLastSeq, List<ConversationEvent> events, Consumer<NewRun> alone) {
        // Stored times have microseconds.
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<HeldEvent> begun = IntStream.range(0, events.size())
                .mapToObj(i -> held(conversationId, run.lease().runId(), expectedLastSeq + 1 + i, now, events.get(i))).toList();
        log.append(tenant, conversationId, expectedLastSeq, begun.stream().map(HeldEvent::entry).toList(), run, alone);
        List<RecordedEvent> appended = begun.stream().map(HeldEvent::recorded).toList();
        told(tenant, conversationId, appended);
        return appended;
    }

    /** When they are committed: nobody acts on what a roll-back would take back. */
    private void told(String tenant, UUID conversationId, List<RecordedEvent> appended) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    tell(tenant, conversationId, appended);
                }
            });
        } else {
            tell(tenant, conversationId, appended);
        }
    }

    private void tell(String tenant, UUID conversationId, List<RecordedEvent> appended) {
        shortRuns.add(tenant, appended);
        feed.appended(conversationId, appended);
        appended.stream().filter(recorded -> recorded.event() instanceof RunEvent.RunFinished).forEach(end -> feed.runFinished(tenant, end));
    }

    /** The event as it will stand in the log when {@link #appendHeld} appends it with that number. */
    public HeldEvent held(UUID conversationId, UUID runId, long seq, Instant at, ConversationEvent event) {
        EventLog.NewEntry entry = codec.encode(runId, event, at);
        return new HeldEvent(entry, codec.asRead(new LogEntry(conversationId, seq, runId, entry.type(), entry.payload(), at), event));
    }

    /**
     * Appends all of them or none, then wakes readers.
     *
     * @param events numbered in order, without gaps
     * @throws palimpsest.memory.log.ConcurrentAppendException when the log has moved on from what they follow
     */
    public void appendHeld(String tenant, UUID conversationId, List<HeldEvent> events, Runnable alongside) {
        log.append(tenant, conversationId, events.getFirst().recorded().seq() - 1, events.stream().map(HeldEvent::entry).toList(), alongside);
        told(tenant, conversationId, events.stream().map(HeldEvent::recorded).toList());
    }

    /**
     * The same together with a commit of their run.
     *
     * @param alone writes the commit in the transaction of the append, for a log that can't do it itself
     * @throws palimpsest.memory.run.LeaseLostException when the lease is no longer held
     */
    public void appendHeld(String tenant, UUID conversationId, List<HeldEvent> events, LeasedCommit commit, Consumer<LeasedCommit> alone) {
        log.append(tenant, conversationId, events.getFirst().recorded().seq() - 1, events.stream().map(HeldEvent::entry).toList(), commit, alone);
        told(tenant, conversationId, events.stream().map(HeldEvent::recorded).toList());
    }

    /** Listens to a conversation in this process; see {@link EventFeed#listen}. */
    public EventFeed.Subscription listen(UUID conversationId, boolean words) {
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
