package palimpsest.memory.run;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a run stands. {@link #MOVES} is the whole of what may follow what. */
public enum RunState {

    /** To be worked on by the next runtime that is free. */
    QUEUED,
    /** Worked on under a lease. */
    RUNNING,
    /** Parked by a person until resumed. */
    PAUSED,
    /** Parked until a person has decided on a tool call, or the time for it has run out. */
    WAITING,
    /** Ended with an answer, or with what was found when a limit was reached. */
    SUCCEEDED,
    /** Ended by a failure. */
    FAILED,
    /** Ended at a person's request. */
    CANCELLED;

    private static final Map<RunState, Set<RunState>> MOVES = Map.of(
            // From a lease that has run out to the next one is a move too: RUNNING → RUNNING.
            QUEUED, Set.of(RUNNING),
            RUNNING, Set.of(RUNNING, QUEUED, PAUSED, WAITING, SUCCEEDED, FAILED, CANCELLED),
            // A parked run that is cancelled is queued once more: its end is a step like any other.
            PAUSED, Set.of(QUEUED),
            WAITING, Set.of(QUEUED),
            // A run that has ended is queued again by a retry only.
            SUCCEEDED, Set.of(QUEUED),
            FAILED, Set.of(QUEUED),
            CANCELLED, Set.of(QUEUED));

    public boolean mayMoveTo(RunState next) {
        return MOVES.get(this).contains(next);
    }

    /** No runtime works on it and none will by itself. */
    public boolean parked() {
        return this == PAUSED || this == WAITING;
    }

    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    /** As it is told over HTTP and in messages. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
