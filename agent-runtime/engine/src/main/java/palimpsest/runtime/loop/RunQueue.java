package palimpsest.runtime.loop;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Hands runs to runtimes: each entry to one of them, and to another when that one dies. */
public interface RunQueue {

    /**
     * Adds an entry; joins the transaction in progress. No effect when there is one of the same run and turn.
     *
     * @param turn tells the entries of one run apart
     * @param at   not before this time
     */
    void add(UUID runId, String turn, Instant at);

    /** The key of an entry, for what removes it in a transaction of its own accord. */
    static String key(UUID runId, String turn) {
        return runId + "/" + turn;
    }

    /**
     * Starts to take entries, also those that other runtimes added.
     *
     * @param worker works on a run and says when it wants to be called again, if at all
     */
    void open(Function<UUID, Optional<Instant>> worker);

    /** Looks for entries at once; to be called after the transaction that added one. */
    void wake();

    /** Takes no more, and waits for the worker's calls in progress. */
    void close();
}
