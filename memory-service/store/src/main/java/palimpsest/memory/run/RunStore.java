package palimpsest.memory.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Runs as rows. Events say what happened; a row says who may go on with a run and which of its steps stand. What changes a row
 * joins the transaction in progress: events and row are committed together or not at all.
 */
public interface RunStore {

    /** Adds a queued run. */
    void create(String tenant, UUID runId, UUID conversationId, UUID agentId);

    /** Adds a run that is worked on from the beginning, with its entry of the scheduler. */
    void create(NewRun run);

    /**
     * The run as it is to be written now, here or by the log together with the question that it is for.
     *
     * @param duration of the lease
     */
    NewRun begun(Lease lease, UUID agentId, Duration duration, String queueEntry);

    Optional<RunRow> find(String tenant, UUID runId);

    /** A conversation's runs, oldest first. */
    List<RunRow> ofConversation(String tenant, UUID conversationId);

    /** A run of whichever tenant: for the runtime itself, which works for all of them. */
    Optional<RunRow> find(UUID runId);

    /** Runs of all tenants that a runtime has to look at: queued, running, or waiting with a time at which that ends; oldest first. */
    List<RunRow> unfinished();

    /**
     * Moves a run that no runtime works on.
     *
     * @throws RunStateException when it is in another state than {@code from} by now
     */
    void move(String tenant, UUID runId, RunState from, RunState to);

    /**
     * Takes the run to work on it, when it is queued, its lease has run out, or is held by the same owner already.
     *
     * @return empty when there is nothing to take
     */
    Optional<Lease> acquire(UUID runId, String owner, Duration duration);

    /**
     * Prolongs a runtime's leases on these runs, and with each the time before which its entry of the queue is not due: it is for the case that the runtime dies.
     *
     * @param entries of the queue by run; empty where the queue's own worker has the run
     */
    void renew(String owner, Map<UUID, Optional<String>> entries, Duration duration);

    /**
     * Records a commit; a run that ends or parks gives its lease back by it.
     *
     * @throws LeaseLostException when the lease is no longer held, or a commit of that number stands already
     */
    void commit(LeasedCommit commit);

    /** The commit as it is to be written now, here or by the log together with the events that it is for. @param duration by which it prolongs the lease */
    LeasedCommit leased(Lease lease, RunCommit commit, Duration duration);

    /** Both. */
    default void commit(Lease lease, RunCommit commit, Duration duration) {
        commit(leased(lease, commit, duration));
    }

    /** Gives a lease back and queues the run; no effect when it is no longer held. */
    void release(Lease lease);

    /** Ends every lease, and what a scheduler holds as picked: for a runtime that is the only one on its database. */
    void endAllLeases();

    /** When the lease of a running run ends; empty when it is not running. */
    default Optional<Instant> leasedUntil(UUID runId) {
        return find(runId).filter(run -> run.state() == RunState.RUNNING).map(RunRow::leaseUntil);
    }
}
