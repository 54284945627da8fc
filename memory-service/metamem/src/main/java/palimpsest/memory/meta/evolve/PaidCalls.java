package palimpsest.memory.meta.evolve;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import palimpsest.memory.meta.evolve.Answering.Attempted;
import palimpsest.memory.meta.evolve.EvolutionItem.Kind;
import palimpsest.memory.meta.evolve.EvolutionStopped.Reason;
import palimpsest.memory.tenant.TenantScope;

/**
 * Model calls that are paid once. Each has a key: what was recorded under it before, by this process or a dead one, is what it
 * gives; otherwise the model is called and its words are recorded before anybody sees them. A few calls run at a time; no
 * transaction is open meanwhile.
 */
final class PaidCalls {

    private static final Logger log = LoggerFactory.getLogger(PaidCalls.class);
    private static final int MOST_REFUSED_IN_A_ROW = 5;

    /** How long words that were paid for wait for a database that is away. */
    private static final RetryTemplate WHILE_DATABASE_IS_AWAY = new RetryTemplate(RetryPolicy.builder()
            .includes(List.of(DataAccessResourceFailureException.class, TransientDataAccessException.class, CannotGetJdbcConnectionException.class))
            .maxRetries(Long.MAX_VALUE).timeout(Duration.ofMinutes(10)).delay(Duration.ofMillis(200)).multiplier(2).maxDelay(Duration.ofSeconds(5)).build());

    private final EvolutionStore store;
    private final String tenant;
    private final UUID evolutionId;
    private final EvolutionSettings settings;
    private final ToIntFunction<String> tokenizer;
    private final Semaphore permits;
    private final Map<String, EvolutionItem> items = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong tokens = new AtomicLong();
    private final AtomicReference<Reason> stop = new AtomicReference<>();
    private final AtomicInteger refusedInARow = new AtomicInteger();
    private volatile boolean failed;

    /**
     * @param tokenizer   counts where a provider reports no usage
     * @param concurrency calls at a time, 1 or more
     */
    PaidCalls(EvolutionStore store, String tenant, UUID evolutionId, EvolutionSettings settings, ToIntFunction<String> tokenizer, int concurrency) {
        this.store = store;
        this.tenant = tenant;
        this.evolutionId = evolutionId;
        this.settings = settings;
        this.tokenizer = tokenizer;
        this.permits = new Semaphore(concurrency);
        for (EvolutionItem item : store.items(tenant, evolutionId)) {
            items.put(item.key(), item);
            calls.addAndGet(item.calls());
            tokens.addAndGet(item.inputTokens() + item.outputTokens());
        }
    }

    /** What a call is; {@code position} and {@code attempt} may be null. */
    record Call(String key, Kind kind, Integer position, Integer attempt) {}

    /**
     * The model's words.
     *
     * @throws EvolutionStopped when no further call is to be made
     */
    String say(Call call, ChatModel model, double temperature, List<ChatMessage> messages) {
        return say(call, () -> {
            ChatResponse response = model.chat(ChatRequest.builder().messages(messages).temperature(temperature).build());
            return attempted(messages, response);
        });
    }

    /** What takes several calls and is paid as one. */
    String say(Call call, Supplier<Attempted> work) {
        EvolutionItem known = items.get(call.key());
        if (known != null) {
            return known.output();
        }
        permits.acquireUninterruptibly();
        try {
            requireGoingOn();
            requireBudget();
            return record(asked(call, work)).output();
        } catch (RuntimeException e) {
            failed = true;
            throw e;
        } finally {
            permits.release();
        }
    }

    /** What a model refuses for good is an answer without words: one such response is no reason to end. Many of them are. */
    private EvolutionItem asked(Call call, Supplier<Attempted> work) {
        try {
            Attempted attempted = work.get();
            refusedInARow.set(0);
            calls.addAndGet(attempted.calls() - 1);
            return new EvolutionItem(call.key(), call.kind(), call.position(), call.attempt(), attempted.text(), attempted.inputTokens(), attempted.outputTokens(),
                    attempted.calls());
        } catch (AuthenticationException | ModelNotFoundException e) {
            throw e;
        } catch (NonRetriableException e) {
            if (refusedInARow.incrementAndGet() >= MOST_REFUSED_IN_A_ROW) {
                throw e;
            }
            log.warn("Evolution {}: call {} counts as one without words: {}", evolutionId, call.key(), e.getMessage());
            return new EvolutionItem(call.key(), call.kind(), call.position(), call.attempt(), "", 0, 0, 1);
        }
    }

    Optional<String> decision(String key) {
        return Optional.ofNullable(items.get(key)).map(EvolutionItem::output);
    }

    void decide(String key, String json) {
        requireGoingOn();
        record(new EvolutionItem(key, Kind.DECISION, null, null, json, 0, 0, 0));
    }

    /** No call starts after this. The first reason counts. */
    void stop(Reason reason) {
        stop.compareAndSet(null, reason);
    }

    /** Runs all of them at once and waits for all, also when one fails: what is under way is paid and must be recorded. */
    <T> List<T> together(List<Callable<T>> tasks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(threads.submit(TenantScope.handedOn(task))));
            threads.shutdown();
            List<T> results = new ArrayList<>();
            RuntimeException failure = null;
            for (Future<T> one : running) {
                try {
                    results.add(one.get());
                } catch (ExecutionException e) {
                    failure = worse(failure, e.getCause());
                } catch (InterruptedException e) {
                    // Closing the threads interrupts the calls under way.
                    Thread.currentThread().interrupt();
                    throw new EvolutionStopped(Reason.PARKED);
                }
            }
            if (failure != null) {
                throw failure;
            }
            return results;
        }
    }

    /** A fault tells more than the stop that it caused elsewhere. */
    private static RuntimeException worse(RuntimeException known, Throwable next) {
        RuntimeException failure = next instanceof RuntimeException thrown ? thrown : new IllegalStateException(next);
        return known == null || known instanceof EvolutionStopped ? failure : known;
    }

    private void requireGoingOn() {
        Reason reason = stop.get();
        if (reason != null) {
            throw new EvolutionStopped(reason);
        }
        if (failed) {
            throw new EvolutionStopped(Reason.PARKED);
        }
    }

    /** Takes one call from the budget; calls under way are taken already. */
    private void requireBudget() {
        if (calls.incrementAndGet() > settings.maxCalls() || tokens.get() >= settings.maxTokens()) {
            stop(Reason.OVER_BUDGET);
            throw new EvolutionStopped(Reason.OVER_BUDGET);
        }
    }

    private Attempted attempted(List<ChatMessage> messages, ChatResponse response) {
        String said = response.aiMessage().text() == null ? "" : response.aiMessage().text();
        TokenUsage usage = response.tokenUsage();
        long in = usage != null && usage.inputTokenCount() != null ? usage.inputTokenCount() : tokenizer.applyAsInt(messages.toString());
        long out = usage != null && usage.outputTokenCount() != null ? usage.outputTokenCount() : tokenizer.applyAsInt(said);
        return new Attempted(said, in, out, 1);
    }

    private EvolutionItem record(EvolutionItem item) {
        try {
            EvolutionItem stored = WHILE_DATABASE_IS_AWAY.execute(() -> store.record(tenant, evolutionId, item));
            items.put(stored.key(), stored);
            tokens.addAndGet(item.inputTokens() + item.outputTokens());
            return stored;
        } catch (RetryException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        }
    }
}
