package palimpsest.agent;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Threads on which the engine works for its callers. A caller's own thread may be in a transaction of the application: a connection that was
 * taken there would be held until that transaction ends, also while the caller waits for a run that needs one.
 */
public final class Callers implements AutoCloseable {

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("palimpsest-ask-", 0).factory());
    private final Set<Pending> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** An answer that somebody waits for. */
    static final class Pending {
        final CompletableFuture<AgentAnswer> answer = new CompletableFuture<>();
        /** Null until the question is in a conversation. */
        volatile UUID conversation;

        AgentException stopped() {
            return new AgentException(AgentException.Kind.STOPPED, "The application is stopping. "
                    + (conversation == null ? "Ask again after its next start." : "The run goes on after its next start: the answer will be in the conversation "
                    + conversation + "."), conversation, true);
        }
    }

    /** Begins to work on a question; the answer fails with {@link AgentException.Kind#STOPPED} as soon as the application stops. */
    Pending begin(Function<Pending, AgentAnswer> work) {
        var pending = new Pending();
        waiting.add(pending);
        pending.answer.whenComplete((answer, failure) -> waiting.remove(pending));
        if (stopping) {
            pending.answer.completeExceptionally(pending.stopped());
        } else {
            threads.execute(() -> {
                try {
                    pending.answer.complete(work.apply(pending));
                } catch (Throwable e) {
                    pending.answer.completeExceptionally(e);
                }
            });
        }
        return pending;
    }

    /** Does a short piece of work, and waits for it. */
    <T> T call(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads).join();
        } catch (CompletionException e) {
            throw unwrapped(e);
        }
    }

    /** What really went wrong. */
    static RuntimeException unwrapped(CompletionException e) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error error -> throw error;
            case null, default -> e;
        };
    }

    /** Tells all who wait that the application stops. The runs are not touched by this. */
    public void stop() {
        stopping = true;
        waiting.forEach(pending -> pending.answer.completeExceptionally(pending.stopped()));
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
