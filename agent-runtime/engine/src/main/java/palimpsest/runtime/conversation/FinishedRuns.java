package palimpsest.runtime.conversation;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.event.RecordedEvent;

/** Does in the background what follows when a run has ended with an answer. What fails there is told in the log and costs the run nothing. */
public final class FinishedRuns implements BiConsumer<String, RecordedEvent>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FinishedRuns.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService background = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("finished-run-", 0).factory());
    private final BiFunction<String, RecordedEvent, List<RecordedEvent>> events;
    private final TransactionOperations transaction;
    private final TransactionOperations nested;
    private final List<FollowUp> followUps;

    /**
     * @param events      of the run that an event ended, in order, for a tenant; none when the conversation is gone
     * @param transaction in which all of them are done, with one connection
     * @param nested      in which each of them is done, whole or not at all
     */
    public FinishedRuns(BiFunction<String, RecordedEvent, List<RecordedEvent>> events, List<FollowUp> followUps, TransactionOperations transaction,
                        TransactionOperations nested) {
        this.nested = nested;
        this.events = events;
        this.transaction = transaction;
        this.followUps = List.copyOf(followUps);
    }

    /** What follows. */
    public interface FollowUp {

        /** What it does, for the log. */
        String what();

        /** Whether anything follows. @param run its events, in order; the last of them ended it */
        default boolean concerns(List<RecordedEvent> run) {
            return true;
        }

        /** @param run its events, in order; the last of them ended it */
        void follow(String tenant, UUID conversationId, List<RecordedEvent> run);
    }

    /** Told that a run ended with an answer; returns at once. */
    @Override
    public void accept(String tenant, RecordedEvent finished) {
        if (followUps.isEmpty()) {
            return;
        }
        try {
            background.execute(() -> TenantScope.of(tenant, () -> follow(tenant, finished)));
        } catch (RejectedExecutionException e) {
            log.warn("Conversation {}: its run ended while the runtime stops; what follows it is left", finished.conversationId());
        }
    }

    /** Waits for what is under way: a command that asks one question ends right after its run. */
    @Override
    public void close() throws InterruptedException {
        background.shutdown();
        if (!background.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            log.warn("What follows finished runs was not done within {} s and is left", PATIENCE.toSeconds());
        }
    }

    /** Without a transaction where nothing follows, which is so of most runs. */
    private void follow(String tenant, RecordedEvent finished) {
        try {
            List<RecordedEvent> run = events.apply(tenant, finished);
            List<FollowUp> concerned = run.isEmpty() ? List.of() : followUps.stream().filter(each -> each.concerns(run)).toList();
            if (!concerned.isEmpty()) {
                // Read again in the transaction: the conversation may have been erased since.
                transaction.executeWithoutResult(status -> followAll(tenant, finished.conversationId(), events.apply(tenant, finished), concerned));
            }
        } catch (RuntimeException e) {
            log.warn("Conversation {}: what follows its finished run can't be done ({})", finished.conversationId(), e.toString());
        }
    }

    private void followAll(String tenant, UUID conversationId, List<RecordedEvent> run, List<FollowUp> concerned) {
        if (run.isEmpty()) {
            return;
        }
        for (FollowUp each : concerned) {
            try {
                nested.executeWithoutResult(status -> each.follow(tenant, conversationId, run));
            } catch (RuntimeException e) {
                log.warn("Conversation {}: {} failed ({})", conversationId, each.what(), e.toString());
            }
        }
    }
}
