package palimpsest.memory.run;

import java.util.UUID;

/** The lease ran out or the run was taken by another runtime: nothing was committed, and nothing of it may be committed here. */
public final class LeaseLostException extends RuntimeException {

    public LeaseLostException(UUID runId, long epoch) {
        super("Lease " + epoch + " of run " + runId + " is no longer held");
    }
}
