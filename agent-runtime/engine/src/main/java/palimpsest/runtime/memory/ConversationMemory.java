package palimpsest.runtime.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.gate.Turn;
import org.springframework.transaction.support.TransactionOperations;
import palimpsest.memory.longterm.CitedTurn;
import palimpsest.memory.longterm.ConversationCursor;
import palimpsest.memory.longterm.ConversationCursor.Behind;
import palimpsest.memory.longterm.ConversationTurns;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.TakeIn;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.longterm.NumberedTurn;
import palimpsest.memory.text.SpokenCorrection;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.HistoryEvent.ConversationForked;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunResult;

/**
 * Takes questions and answers of finished runs into long-term memory, in the background. A process may die anywhere: what was not
 * taken in is at the next start, or soon after the database is back, and what is taken in twice counts once, by conversation and event number. What is said in a
 * conversation is remembered of its user.
 */
public final class ConversationMemory implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConversationMemory.class);
    private static final long LONGEST_WAIT = 60;
    private static final List<Class<? extends ConversationEvent>> SAID = List.of(UserSpoke.class, RunFinished.class, ConversationForked.class);
    private static final int MOST_LATELY = 10_000;
    private static final int MOST_TOGETHER = 20; // conversations in one transaction
    private static final int MOST_FAULTS = 20; // at once; then the database is taken for away

    private final LongTermMemory memory;
    private final ConversationLog conversations;
    private final ConversationCursor cursor;
    private final TransactionOperations transaction;
    private final Runnable taken;
    private final Pace pace;
    private int failures; // in a row; of the worker alone
    private final AtomicBoolean waiting = new AtomicBoolean();
    /** By {@link System#nanoTime}, when each is to be taken in. */
    private final Map<Behind, Long> queued = new ConcurrentHashMap<>();
    /** By {@link System#nanoTime}, until when the looks at a conversation would have lasted had each taken its time. */
    private final Map<Behind, Long> looks = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("conversation-memory").factory());

    /**
     * How often a conversation is taken in. Whoever tells something twice and asks for it in another conversation at once finds it there: only runs that go on ending
     * faster than people ask are taken in together.
     *
     * @param atOnce  looks that may follow each other at once, 1 or more
     * @param between beyond them there is one look in this time
     */
    public record Pace(int atOnce, Duration between) {

        private static final int TICKS = 8; // in the time between two looks

        /** Conversations that wait fall due at the same times, so that they are taken in together. @param due the first time that would do; @return the first one of all conversations from then on */
        long together(long due) {
            long tick = Math.max(1, between.toNanos() / TICKS);
            return due + Math.floorMod(-due, tick);
        }

        /** Nanoseconds from {@code now} until the next look, given until when those before would have lasted. */
        long untilNext(long lasted, long now) {
            return Math.max(0, lasted - now - (atOnce - 1) * between.toNanos());
        }

        /** Until when the looks would have lasted with one that begins {@code now}. */
        long lasting(Long lasted, long now) {
            return (lasted == null || lasted - now < 0 ? now : lasted) + between.toNanos();
        }
    }

    /**
     * @param transaction in which it is read what is to be taken in, and by what it is judged
     * @param taken       run after something was taken in
     * @param pace        how often a conversation is taken in
     */
    public ConversationMemory(LongTermMemory memory, ConversationLog conversations, ConversationCursor cursor, TransactionOperations transaction, Runnable taken,
                              Pace pace) {
        this.pace = pace;
        this.transaction = transaction;
        this.memory = memory;
        this.conversations = conversations;
        this.cursor = cursor;
        this.taken = taken;
    }

    /** A run of the conversation has ended. Returns at once. */
    public void runFinished(String tenant, RecordedEvent finished) {
        var conversation = new Behind(tenant, finished.conversationId());
        // Runs that end one soon after the other are taken in at one look.
        long now = System.nanoTime();
        long due = due(conversation, now);
        if (queued.putIfAbsent(conversation, due) == null) {
            submit(() -> takeInQueued(conversation), due - now);
        }
    }

    private long due(Behind conversation, long now) {
        Long lasted = looks.get(conversation);
        long wait = lasted == null ? 0 : pace.untilNext(lasted, now);
        return wait == 0 ? now : pace.together(now + wait);
    }

    /** With others of the tenant that are due: one reading and one transaction do for all. */
    private void takeInQueued(Behind conversation) {
        if (!queued.containsKey(conversation)) {
            return;
        }
        long now = System.nanoTime();
        List<Behind> due = Stream.concat(Stream.of(conversation), queued.entrySet().stream()
                        .filter(other -> other.getValue() - now <= 0 && other.getKey().tenant().equals(conversation.tenant()) && !other.getKey().equals(conversation)).map(Map.Entry::getKey))
                .limit(MOST_TOGETHER).toList();
        if (looks.size() >= MOST_LATELY) {
            looks.clear();
        }
        due.forEach(one -> {
            queued.remove(one);
            looks.put(one, pace.lasting(looks.get(one), now));
        });
        takeIn(conversation.tenant(), due.stream().map(Behind::conversation).toList());
    }

    /** Takes in what a process left behind. Returns at once. */
    public void catchUp() {
        submit(() -> {
            RuntimeException fault = null;
            int faults = 0;
            for (ConversationCursor.Behind behind : cursor.behind()) {
                try {
                    takeIn(behind.tenant(), List.of(behind.conversation()));
                } catch (RuntimeException e) { // of this conversation perhaps alone: it holds up no other
                    log.warn("Conversation {} of {} is not taken into memory: {}", behind.conversation(), behind.tenant(), e.toString());
                    fault = e;
                    if (++faults == MOST_FAULTS) {
                        break;
                    }
                }
            }
            if (fault != null) {
                throw fault;
            }
        });
    }

    /** Also takes in, every so often, what another runtime left behind that was killed. */
    public ConversationMemory keepUp(Duration every) {
        worker.scheduleWithFixedDelay(this::catchUp, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void later(long seconds) {
        if (waiting.compareAndSet(false, true)) {
            worker.schedule(() -> {
                waiting.set(false);
                catchUp();
            }, seconds, TimeUnit.SECONDS);
        }
    }

    private void submit(Runnable work) {
        submit(work, 0);
    }

    /** @param nanoseconds to wait */
    private void submit(Runnable work, long nanoseconds) {
        try {
            worker.schedule(() -> {
                try {
                    TenantScope.overAll(work);
                    failures = 0;
                } catch (RuntimeException e) {
                    long seconds = Math.min(LONGEST_WAIT, 1L << Math.min(failures++, 6));
                    log.warn("Conversations are not taken into memory for now: {}. It is tried again in {} s", e.toString(), seconds);
                    later(seconds);
                }
            }, nanoseconds, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("Closing: the rest is taken in at the next start");
        }
    }

    /** What was quoted is known already, and what the runtime says of its own accord is about nobody. */
    private static boolean tells(RunResult result) {
        boolean spoken = result.stoppedBy().equals("finish") || result.stoppedBy().equals("text");
        return result.languageModel() && spoken && !result.answer().isBlank() && !CitationResolver.saysNothingFound(result.answer());
    }

    /** Memories that a run's answer cites. */
    private record Cited(UUID run, List<CitedTurn> turns) {}

    /**
     * @param last  number of the event up to which it is read
     * @param said  in runs that have ended
     * @param cited by the answers
     */
    private record Unread(UUID conversation, String subject, long last, ConversationTurns said, List<Cited> cited) {}

    /** What conversations of a subject say, with what judging it takes. */
    private record OfSubject(String subject, TakeIn turns, List<Unread> unread) {}

    /** In one transaction. */
    private List<OfSubject> unread(String tenant, List<UUID> taking) {
        Map<UUID, ConversationCursor.Standing> standings = cursor.standings(tenant, taking);
        Map<UUID, Long> after = standings.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, standing -> standing.getValue().position()));
        Map<UUID, List<RecordedEvent>> said = conversations.read(tenant, after, SAID);
        Map<String, List<Unread>> bySubject = standings.entrySet().stream()
                .flatMap(standing -> unread(tenant, standing.getKey(), standing.getValue(), said.getOrDefault(standing.getKey(), List.of())).stream()).collect(Collectors.groupingBy(Unread::subject));
        return bySubject.entrySet().stream()
                .map(one -> new OfSubject(one.getKey(), memory.begin(tenant, one.getKey(), one.getValue().stream().map(Unread::said).toList()), one.getValue())).toList();
    }

    /** None where no run has ended since. */
    private Optional<Unread> unread(String tenant, UUID conversation, ConversationCursor.Standing standing, List<RecordedEvent> read) {
        long after = standing.position();
        var turns = new ArrayList<NumberedTurn>();
        // Turns that were copied from another conversation were said there: forgotten there, they must not come back from the copy.
        long copied = read.stream().filter(recorded -> recorded.event() instanceof ConversationForked).mapToLong(RecordedEvent::seq).max().orElse(after);
        List<RecordedEvent> events = read.stream().filter(recorded -> recorded.seq() > copied).toList();
        long last = said(tenant, events, copied, answeredBefore(tenant, conversation, events, after), turns);
        return last == after ? Optional.empty()
                : Optional.of(new Unread(conversation, standing.subject(), last, new ConversationTurns(conversation.toString(), turns), cited(events)));
    }

    private static List<Cited> cited(List<RecordedEvent> events) {
        return events.stream().filter(recorded -> recorded.event() instanceof RunFinished).map(recorded -> new Cited(recorded.runId(), cited(recorded))).toList();
    }

    private static List<CitedTurn> cited(RecordedEvent recorded) {
        return recorded.event() instanceof RunFinished finished ? finished.result().citations().stream().map(Citation::turn).filter(Objects::nonNull)
                .map(turn -> new CitedTurn(turn.conversation(), turn.seq())).distinct().toList() : List.of();
    }

    /** What the last answer that was taken in cites: looked up only where what was said next may correct it. */
    private List<CitedTurn> answeredBefore(String tenant, UUID conversation, List<RecordedEvent> events, long after) {
        boolean corrects = !events.isEmpty() && events.getFirst().event() instanceof UserSpoke said && SpokenCorrection.in(said.content()).isPresent();
        return after == 0 || !corrects ? List.of() : conversations.find(tenant, conversation, after).map(ConversationMemory::cited).orElse(List.of());
    }

    private void takeIn(String tenant, List<UUID> taking) {
        for (OfSubject one : transaction.execute(status -> unread(tenant, taking))) {
            memory.remember(one.turns(), () -> {
                List<Cited> cited = one.unread().stream().flatMap(unread -> unread.cited().stream()).toList();
                memory.learnFromUse(tenant, one.subject(), cited.stream().flatMap(answer -> answer.turns().stream()).toList());
                cited.forEach(answer -> memory.citedTogether(tenant, one.subject(), answer.run(), answer.turns()));
                cursor.move(tenant, one.unread().stream().collect(Collectors.toMap(Unread::conversation, Unread::last)));
            });
            taken.run();
        }
    }

    /** Adds what was said in runs that have ended. @param answered what the answer before them cites; @return number of the event with which the last of them did, {@code after} when none has */
    private long said(String tenant, List<RecordedEvent> events, long after, List<CitedTurn> answered, List<NumberedTurn> turns) {
        var open = new ArrayList<NumberedTurn>();
        List<CitedTurn> before = answered;
        long last = after;
        for (RecordedEvent recorded : events) {
            switch (recorded.event()) {
                case UserSpoke said -> open.add(new NumberedTurn(recorded.seq(), new Turn("user", recorded.at(), said.content()), null, before));
                case RunFinished finished -> {
                    if (tells(finished.result())) {
                        open.add(new NumberedTurn(recorded.seq(), new Turn(Turn.ASSISTANT, recorded.at(), finished.result().answer()), question(tenant, recorded, open)));
                    }
                    before = cited(recorded);
                    turns.addAll(open);
                    open.clear();
                    last = recorded.seq();
                }
                default -> { }
            }
        }
        return last;
    }

    /** Number of the question of a run that has ended; that of one that was tried again was read before. Null when nothing tells. */
    private Long question(String tenant, RecordedEvent finished, List<NumberedTurn> open) {
        if (!open.isEmpty() || finished.runId() == null) {
            return open.isEmpty() ? null : open.getLast().seq();
        }
        return conversations.last(tenant, finished.conversationId(), UserSpoke.class, finished.runId()).map(RecordedEvent::seq).orElse(null);
    }

    /** Ends what is in progress and takes in what waits for more to come; the rest is taken in at the next start. */
    @Override
    public void close() {
        if (worker.isShutdown()) {
            return;
        }
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        long now = System.nanoTime();
        queued.replaceAll((conversation, due) -> now);
        List.copyOf(queued.keySet()).forEach(conversation -> submit(() -> takeInQueued(conversation)));
        worker.submit(worker::shutdown);
        try {
            if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
                // The conversation in progress is not cut off: an interrupted thread loses its connection in the middle of a statement.
                worker.shutdown();
                worker.getQueue().clear();
                if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
                    worker.shutdownNow();
                }
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
