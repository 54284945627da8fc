package palimpsest.memory.meta.evolve;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import palimpsest.memory.meta.MetaMemoryStore;

/** Evolutions: start one, look at it, stop it, go on with it. The work is done in the background and lasts over restarts. */
public final class Evolutions implements AutoCloseable {

    private final EvolutionStore store;
    private final MetaMemoryStore versions;
    private final Supplier<EvolutionModels> models;
    private final EvolutionWorker worker;

    /**
     * @param concurrency model calls at a time, 1 or more
     * @param lease       after which another process may take over from one that no longer says that it lives
     */
    public record Settings(int concurrency, Duration lease) {
        public static final Settings DEFAULT = new Settings(4, Duration.ofSeconds(30));
    }

    /**
     * @param models    asked for at each start; throws {@link LanguageModelNeeded} when there are none
     * @param tokenizer counts where a provider reports no usage
     */
    public Evolutions(EvolutionStore store, MetaMemoryStore versions, Supplier<EvolutionModels> models, ToIntFunction<String> tokenizer, Settings settings) {
        this.store = store;
        this.versions = versions;
        this.models = models;
        this.worker = new EvolutionWorker(store, versions, models, tokenizer, settings);
    }

    /**
     * Records an evolution over the cases, from the version in force, and starts to work on it; returns at once.
     *
     * @throws LanguageModelNeeded      without language models
     * @throws IllegalArgumentException when there are fewer cases than folds, or two with one id
     */
    public UUID start(String tenant, EvolutionSettings settings, List<TrainingCase> cases) {
        models.get();
        if (cases.size() < settings.folds()) {
            throw new IllegalArgumentException("There are " + cases.size() + " cases: give at least " + settings.folds()
                    + ", one for each fold, or choose fewer folds (3 at least).");
        }
        Set<String> ids = new HashSet<>();
        for (TrainingCase one : cases) {
            if (!ids.add(one.questionId())) {
                throw new IllegalArgumentException("Two cases have the question_id " + one.questionId() + ": give each its own.");
            }
        }
        UUID id = store.create(tenant, settings, versions.current(tenant).number(), cases);
        wake();
        return id;
    }

    /** @throws NoSuchElementException when the tenant has none with that id */
    public Evolution find(String tenant, UUID id) {
        return store.find(tenant, id).orElseThrow(() -> new NoSuchElementException("There is no evolution " + id + "."));
    }

    /** The newest first. */
    public List<Evolution> all(String tenant, int limit) {
        return store.all(tenant, limit);
    }

    public List<TrainingCase> cases(String tenant, UUID id) {
        return store.cases(tenant, find(tenant, id).id());
    }

    /** Everything that was said and decided so far, in order. */
    public List<EvolutionItem> items(String tenant, UUID id) {
        return store.items(tenant, find(tenant, id).id());
    }

    /** Stops it after the calls under way; no effect on one that has ended. */
    public void cancel(String tenant, UUID id) {
        find(tenant, id);
        store.requestCancel(tenant, id);
        worker.cancel(id);
        wake();
    }

    /**
     * Goes on with one that was cancelled, failed or met its budget; nothing recorded is paid again.
     *
     * @param maxCalls  a new limit over all its calls; null keeps the old one
     * @param maxTokens likewise
     * @return false when it has not ended or is done
     */
    public boolean resume(String tenant, UUID id, Integer maxCalls, Long maxTokens) {
        models.get();
        boolean queued = store.requeue(tenant, id, find(tenant, id).settings().withBudget(maxCalls, maxTokens));
        wake();
        return queued;
    }

    /** Goes on with unfinished ones in the background; called at each start of the process. */
    public void wake() {
        worker.wake();
    }

    /** Lets the calls under way end and be recorded, then lets go; the next start goes on. */
    @Override
    public void close() {
        worker.close();
    }
}
