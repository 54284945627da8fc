package palimpsest.runtime.loop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent.RunFailed;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.UnknownModelException;

/** Works on runs in the background, one virtual thread each; a conversation has one run at a time. */
public final class Runs implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Runs.class);

    private final RunLoop loop;
    private final ConversationLog conversations;
    private final ConversationStore store;
    private final ModelCatalog models;
    private final Function<AgentModel, Tokenizer> tokenizers;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("run-", 0).factory());
    /** Conversations worked on here; true when another start came meanwhile. */
    private final Map<UUID, Boolean> active = new ConcurrentHashMap<>();
    private final RetryTemplate whileDatabaseIsAway;
    private volatile boolean parked;

    /**
     * @param tokenizers the tokenizer that counts a model's requests
     * @param outage     how long a run waits in all for a database that is away, before it is left for the next start
     */
    public Runs(RunLoop loop, ConversationLog conversations, ConversationStore store, ModelCatalog models,
                Function<AgentModel, Tokenizer> tokenizers, Duration outage) {
        this.loop = loop;
        this.conversations = conversations;
        this.store = store;
        this.models = models;
        this.tokenizers = tokenizers;
        this.whileDatabaseIsAway = new RetryTemplate(RetryPolicy.builder()
                .predicate(DatabaseOutage::causedBy)
                .maxRetries(Long.MAX_VALUE)
                .timeout(outage)
                .delay(Duration.ofMillis(200)).multiplier(2).maxDelay(Duration.ofSeconds(5))
                .build());
    }

    /** Goes on with the conversation's run in the background; one worked on here already is looked at once more when it ends. */
    public void start(String tenant, UUID conversationId) {
        if (!parked && !active.merge(conversationId, false, (known, ignored) -> true)) {
            threads.execute(() -> {
                do {
                    work(tenant, conversationId);
                } while (!parked && active.compute(conversationId, (id, again) -> again ? false : null) != null);
            });
        }
    }

    /** Goes on with every run that a process left unfinished. */
    public void resumeUnfinished() {
        var unfinished = store.unfinishedRuns();
        if (!unfinished.isEmpty()) {
            log.info("Going on with {} unfinished run(s)", unfinished.size());
        }
        unfinished.forEach(run -> start(run.tenant(), run.conversationId()));
    }

    private void work(String tenant, UUID conversationId) {
        try {
            whileDatabaseIsAway.execute(() -> {
                workOnce(tenant, conversationId);
                return null;
            });
        } catch (RetryException e) {
            if (DatabaseOutage.causedBy(e.getCause())) {
                log.error("The run of conversation {} is parked: the database stays away. It goes on at the next start", conversationId, e.getCause());
            } else {
                log.error("The run of conversation {} ended by a fault of the runtime", conversationId, e.getCause());
                fail(tenant, conversationId, "internal", "Something went wrong inside the runtime",
                        "The run ended; nothing recorded is lost. Ask again; if it fails again, the runtime's log says why.", true);
            }
        }
    }

    private void workOnce(String tenant, UUID conversationId) {
        ContextState state = loop.open(tenant, conversationId).state();
        if (!state.running()) {
            return;
        }
        AgentModel model;
        try {
            model = models.get(state.run().orElseThrow().terms().model());
        } catch (UnknownModelException e) {
            fail(tenant, conversationId, "model-unavailable", "The model is not configured", e.getMessage(), false);
            return;
        }
        loop.run(tenant, conversationId, model.chatModel(), tokenizers.apply(model), () -> parked);
    }

    private void fail(String tenant, UUID conversationId, String type, String title, String detail, boolean retryable) {
        try {
            var journal = loop.open(tenant, conversationId);
            if (journal.state().running()) {
                journal.append(journal.state().run().orElseThrow().id(), List.of(new RunFailed(type, title, detail, retryable)));
            }
        } catch (RuntimeException e) {
            log.error("The end of the run of conversation {} could not be recorded; it is tried again at the next start", conversationId, e);
        }
    }

    /** Parks all runs after their step in progress; the next start goes on with them. */
    @Override
    public void close() {
        parked = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
