package palimpsest.runtime.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import palimpsest.memory.checkpoint.CheckpointStore;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.checkpoint.CheckpointStore.Checkpoint;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.HistoryEvent.EventsSetAside;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.StandingEvents;
import tools.jackson.core.JacksonException;

/**
 * Opens conversations: the last checkpoint, and the events after it. The state is the one that all events give; a checkpoint
 * that can't be used is as good as none.
 */
public final class ConversationStates implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConversationStates.class);

    /** Some ten million characters, and as many of messages as they were written. */
    private static final long MOST_TOKENS_IN_MEMORY = 3_000_000;

    private final ConversationLog events;
    private final CheckpointStore store;
    private final int every;
    private final Executor writer;
    private final TransactionOperations transaction;
    private final CheckpointCodec codec = new CheckpointCodec();
    private final StatesInMemory inMemory = new StatesInMemory(MOST_TOKENS_IN_MEMORY);

    /**
     * @param every       events between two checkpoints of a conversation, 1 or more
     * @param writer      writes them: not the thread of a step; closed with this
     * @param transaction in which a conversation is read
     */
    public ConversationStates(ConversationLog events, CheckpointStore store, int every, Executor writer, TransactionOperations transaction) {
        this.transaction = transaction;
        this.events = events;
        this.store = store;
        this.every = every;
        this.writer = writer;
    }

    /** Always reads all events. */
    public static ConversationStates withoutCheckpoints(ConversationLog events) {
        return new ConversationStates(events, CheckpointStore.none(), Integer.MAX_VALUE, Runnable::run, TransactionOperations.withoutTransaction());
    }

    /** The state after every event in the log. A history that is broken there is mended first. */
    public ContextState open(String tenant, UUID conversationId) {
        Stored stored = transaction.execute(status -> stored(tenant, conversationId));
        ContextState state = stored.state();
        long from = state.lastSeq();
        List<RecordedEvent> after = stored.after();
        if (StandingEvents.rewindAmong(after)) {
            // What it takes back may be in the checkpoint.
            after = StandingEvents.of(from == 0 ? after : events.read(tenant, conversationId, 0));
            state = new ContextState();
            from = 0;
        }
        state = BrokenHistory.folded(state, after);
        if (state == null) {
            state = mended(tenant, conversationId);
        }
        keepIfDue(tenant, conversationId, state, from);
        return state;
    }

    /**
     * The state as a run of this process left it, for the caller alone; empty when it is not known here. Others may have appended since: what follows from it stands
     * only when an append after its last event does.
     */
    public Optional<ContextState> leftHere(String tenant, UUID conversationId) {
        return inMemory.take(tenant, conversationId);
    }

    /** Keeps the state for {@link #leftHere}: that of all events in the log as far as its user knows, who uses it no longer. */
    public void leave(String tenant, UUID conversationId, ContextState state) {
        inMemory.leave(tenant, conversationId, state);
    }

    private Stored stored(String tenant, UUID conversationId) {
        ContextState state = checkpoint(tenant, conversationId).orElseGet(ContextState::new);
        return new Stored(state, events.read(tenant, conversationId, state.lastSeq()));
    }

    /** @param after events that follow the state of the checkpoint */
    private record Stored(ContextState state, List<RecordedEvent> after) {}

    /**
     * The state as it was after event {@code seq}: what was taken back later still stands in it. Events that were set aside because the history was
     * broken are left out. Reads all events.
     */
    public ContextState at(String tenant, UUID conversationId, long seq) {
        List<RecordedEvent> all = events.read(tenant, conversationId, 0);
        Set<Long> aside = all.stream().map(RecordedEvent::event).filter(EventsSetAside.class::isInstance).map(EventsSetAside.class::cast)
                .flatMap(event -> event.seqs().stream()).collect(Collectors.toSet());
        return ContextState.fold(all.stream().filter(event -> event.seq() <= seq && !aside.contains(event.seq())).toList());
    }

    /** Stated in the ledger; whoever mends it at the same time does the same. */
    private ContextState mended(String tenant, UUID conversationId) {
        List<RecordedEvent> all = new ArrayList<>(events.read(tenant, conversationId, 0));
        List<ConversationEvent> repairs = BrokenHistory.mended(all);
        if (!repairs.isEmpty()) {
            try {
                all.addAll(events.append(tenant, conversationId, null, all.getLast().seq(), repairs));
                log.warn("The history of conversation {} was broken: {} event(s) were set aside, its ledger says which", conversationId, repairs.size() - 1);
            } catch (ConcurrentAppendException e) {
                if (TransactionSynchronizationManager.isActualTransactionActive()) {
                    // It is lost: whoever began it begins anew.
                    throw e;
                }
                return open(tenant, conversationId);
            }
        }
        return ContextState.fold(all);
    }

    /** Number of an event after which the next checkpoint is counted from: an opened conversation has one that is not much older. */
    public long countedFrom(ContextState state) {
        return state.lastSeq() - state.lastSeq() % every;
    }

    /**
     * Writes a checkpoint when enough events have come since the last one.
     *
     * @param since number of the last event that the last known checkpoint covers
     * @return the same for the next call
     */
    public long keepIfDue(String tenant, UUID conversationId, ContextState state, long since) {
        if (state.lastSeq() - since < every) {
            return since;
        }
        // Encoded here, because the state goes on changing in its own thread.
        var checkpoint = new Checkpoint(state.lastSeq(), codec.encode(state));
        writer.execute(() -> TenantScope.of(tenant, () -> save(tenant, conversationId, checkpoint)));
        return state.lastSeq();
    }

    /** Lets the checkpoints that are being written end. */
    @Override
    public void close() {
        if (writer instanceof ExecutorService service) {
            service.close();
        }
    }

    private void save(String tenant, UUID conversationId, Checkpoint checkpoint) {
        try {
            store.save(tenant, conversationId, codec.version(), checkpoint);
        } catch (RuntimeException e) {
            log.warn("No checkpoint of conversation {} after event {} was written, it will be opened more slowly: {}", conversationId,
                    checkpoint.seq(), e.getMessage());
        }
    }

    private Optional<ContextState> checkpoint(String tenant, UUID conversationId) {
        return store.find(tenant, conversationId, codec.version()).map(found -> {
            try {
                ContextState state = codec.decode(found.state());
                return state.lastSeq() == found.seq() ? state : null;
            } catch (JacksonException e) {
                log.warn("The checkpoint of conversation {} after event {} is of no use, all events are read: {}", conversationId, found.seq(),
                        e.getOriginalMessage());
                return null;
            }
        });
    }
}
