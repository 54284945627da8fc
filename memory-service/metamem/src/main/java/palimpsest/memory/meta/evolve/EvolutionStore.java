package palimpsest.memory.meta.evolve;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Evolutions, their cases and everything they did. */
public interface EvolutionStore {

    /** Stores a new one, queued. */
    UUID create(String tenant, EvolutionSettings settings, int baseVersion, List<TrainingCase> cases);

    Optional<Evolution> find(String tenant, UUID id);

    /** The newest first. */
    List<Evolution> all(String tenant, int limit);

    List<TrainingCase> cases(String tenant, UUID id);

    /** In the order in which they were recorded. */
    List<EvolutionItem> items(String tenant, UUID id);

    /** Records an item unless its key is there; gives what is there now. */
    EvolutionItem record(String tenant, UUID id, EvolutionItem item);

    /**
     * Erases the words of training cases whose person is forgotten, and what models said of them, in all evolutions; those at work with one are asked to stop. The cases keep
     * their places, as results are told by them. In the transaction of the caller if there is one.
     *
     * @return how many cases
     */
    int erase(String tenant, Collection<String> questionIds);

    /** Asks a running one to stop; no effect on one that has ended. */
    void requestCancel(String tenant, UUID id);

    /** Queues an ended one again under these settings; false when it has not ended or is done. */
    boolean requeue(String tenant, UUID id, EvolutionSettings settings);

    // --- for the process at work

    /** Takes the oldest unfinished one of any tenant that no living process holds. */
    Optional<Evolution> claim(UUID owner, Duration lease);

    /** Whether its owner is to go on. */
    enum Tenure { HELD, CANCELLED, LOST }

    /** Holds it for longer. */
    Tenure extend(String tenant, UUID id, UUID owner, Duration lease);

    /** Lets go of it, so that another may go on at once. */
    void release(String tenant, UUID id, UUID owner);

    /** Ends it; no effect when {@code owner} no longer holds it. */
    void finish(String tenant, UUID id, UUID owner, Evolution.Status status, String problem, EvolutionResult result);

    /** How long until the next unfinished one of any tenant can be taken; empty when there is none. */
    Optional<Duration> untilClaimable();
}
