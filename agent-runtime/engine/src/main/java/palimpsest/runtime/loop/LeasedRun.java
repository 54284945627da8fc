package palimpsest.runtime.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.run.Lease;
import palimpsest.memory.run.LeaseLostException;
import palimpsest.memory.run.LeasedCommit;
import palimpsest.memory.run.RunCommit;
import palimpsest.memory.run.RunState;
import palimpsest.memory.run.RunStore;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import palimpsest.runtime.event.RunEvent.RunContinued;

/** Commits a run's steps under a lease, each with the next number: what another runtime did meanwhile makes it fail. For one thread. */
final class LeasedRun implements StepGuard {

    private final RunStore store;
    private final Lease lease;
    private final Duration duration;
    private final ParkedUntil parks;
    private final String entry;
    private int commits;
    private boolean held = true;

    /**
     * @param duration by which each commit prolongs the lease
     * @param entry    of the queue that goes with the run's last commit; null for none
     * @param parks    called in the transaction that parks the run until some time
     */
    LeasedRun(RunStore store, Lease lease, Duration duration, String entry, ParkedUntil parks) {
        this.store = store;
        this.lease = lease;
        this.duration = duration;
        this.entry = entry;
        this.commits = lease.commits();
        this.parks = parks;
    }

    /** Sees to it that a parked run is looked at again when its wait expires. */
    interface ParkedUntil {
        void until(UUID runId, Instant time);
    }

    @Override
    public void commit(Position before, List<ConversationEvent> events) {
        RunPosition position = RunPosition.after(events);
        try {
            store.commit(leased(position, before, events));
        } catch (LeaseLostException e) {
            throw new RunTakenOver(e.getMessage());
        }
        if (position.parkedUntil() != null) {
            parks.until(lease.runId(), position.parkedUntil());
        }
    }

    @Override
    public Optional<LeasedCommit> row(Position before, List<ConversationEvent> events) {
        RunPosition position = RunPosition.after(events);
        return position.parkedUntil() != null ? Optional.empty() : Optional.of(leased(position, before, events));
    }

    @Override
    public void commit(LeasedCommit row) {
        store.commit(row);
    }

    private LeasedCommit leased(RunPosition position, Position before, List<ConversationEvent> events) {
        int steps = before.steps() + (int) events.stream().filter(AssistantSpoke.class::isInstance).count();
        long tokens = before.tokens() + events.stream().filter(ModelAnswered.class::isInstance).map(ModelAnswered.class::cast)
                .mapToLong(answer -> answer.inputTokens() + answer.outputTokens()).sum();
        return store.leased(lease, new RunCommit(commits + 1, before.lastSeq() + events.size(), position.state(), steps, tokens,
                position.parkedFor(), position.parkedUntil(), position.endedBy(), entry), duration);
    }

    @Override
    public void committed(List<ConversationEvent> events) {
        commits++;
        held = RunPosition.after(events).state() == RunState.RUNNING;
    }

    /** Whether the lease may be held still: a commit that ends or parks the run gives it back. */
    boolean held() {
        return held;
    }

    @Override
    public List<ConversationEvent> opening() {
        return lease.epoch() > 1 ? List.of(new RunContinued(lease.owner(), lease.epoch())) : List.of();
    }
}
