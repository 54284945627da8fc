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
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.event.ConversationEvent.RunFinished;
import palimpsest.runtime.event.RecordedEvent;

/** Does in the background what follows when a run has ended with an answer. What fails there is told in the log and costs the run nothing. */
public final class FinishedRuns implements BiConsumer<String, UUID>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FinishedRuns.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService background = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("finished-run-", 0).factory());
    private final BiFunction<String, UUID, List<RecordedEvent>> events;
    private final List<FollowUp> followUps;

    /** @param events all of a tenant's conversation */
    public FinishedRuns(BiFunction<String, UUID, List<RecordedEvent>> events, List<FollowUp> followUps) {
        this.events = events;
        this.followUps = List.copyOf(followUps);
    }

    /** What follows. */
    public interface FollowUp {

        /** What it does, for the log. */
        String what();

        /** @param run its events, in order; one of them is {@link RunFinished} */
        void follow(String tenant, UUID conversationId, List<RecordedEvent> run);
    }

    /** Told that a run of the conversation ended with an answer; returns at once. */
    @Override
    public void accept(String tenant, UUID conversationId) {
        try {
            background.execute(() -> TenantScope.of(tenant, () -> followAll(tenant, conversationId)));
        } catch (RejectedExecutionException e) {
            log.warn("Conversation {}: its run ended while the runtime stops; what follows it is left", conversationId);
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

    private void followAll(String tenant, UUID conversationId) {
        List<RecordedEvent> run;
        try {
            run = lastFinished(events.apply(tenant, conversationId));
        } catch (RuntimeException e) {
            log.warn("Conversation {}: its finished run can't be read ({})", conversationId, e.toString());
            return;
        }
        for (FollowUp each : followUps) {
            try {
                each.follow(tenant, conversationId, run);
            } catch (RuntimeException e) {
                log.warn("Conversation {}: {} failed ({})", conversationId, each.what(), e.toString());
            }
        }
    }

    private static List<RecordedEvent> lastFinished(List<RecordedEvent> events) {
        UUID run = events.reversed().stream().filter(event -> event.event() instanceof RunFinished).findFirst().orElseThrow().runId();
        return events.stream().filter(event -> run.equals(event.runId())).toList();
    }
}
