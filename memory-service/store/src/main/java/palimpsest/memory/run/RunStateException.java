package palimpsest.memory.run;

import java.util.UUID;

/** A run can't go from the state that it is in to the one that was asked for. */
public final class RunStateException extends RuntimeException {

    private final RunState state;

    public RunStateException(UUID runId, RunState state, RunState wanted) {
        super("Run " + runId + " is " + state.label() + ": it can't become " + wanted.label() + " from there");
        this.state = state;
    }

    /** The state that it is in. */
    public RunState state() {
        return state;
    }
}
