package palimpsest.runtime.model;

import java.time.Duration;

/** How to wait between two attempts. */
@FunctionalInterface
public interface Pause {

    /** Waits by sleeping. */
    Pause SLEEP = Thread::sleep;

    /** Returns after {@code duration}, or is interrupted. */
    void await(Duration duration) throws InterruptedException;
}
