package palimpsest.memory.longterm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** So many calls in any stretch of time and no more. */
public final class CallBudget {

    private final int calls;
    private final Duration per;
    private final Clock clock;
    private final Deque<Instant> made = new ArrayDeque<>();

    public CallBudget(int calls, Duration per, Clock clock) {
        this.calls = calls;
        this.per = per;
        this.clock = clock;
    }

    /** Takes one call; false when none is left now. */
    public synchronized boolean take() {
        Instant now = clock.instant();
        while (!made.isEmpty() && !made.peekFirst().plus(per).isAfter(now)) {
            made.removeFirst();
        }
        if (made.size() >= calls) {
            return false;
        }
        made.addLast(now);
        return true;
    }

    /** Gives back a call that was not made. */
    public synchronized void giveBack() {
        made.pollLast();
    }
}
