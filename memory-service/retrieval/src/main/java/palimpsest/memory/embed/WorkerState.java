package palimpsest.memory.embed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Whether a worker is wanted, works, has failed or is closed; the worker and those who await it wait here. Safe for all threads. */
final class WorkerState {

    /** How long to wait after a failure: {@code first}, then twice as long each time, up to {@code longest}. */
    record Backoff(Duration first, Duration longest) {
        static Backoff standard() {
            return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
        }

        Duration after(int failures) {
            Duration wait = first.multipliedBy(1L << Math.min(20, failures - 1));
            return wait.compareTo(longest) < 0 ? wait : longest;
        }
    }

    private static final int PATIENCE = 3; // failures in a row after which nobody is kept waiting
    private static final long LOOK_AGAIN_MS = 500;

    private final Backoff backoff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // guarded by lock
    private boolean wanted;
    private boolean working;
    private boolean closed;
    private int failures;

    WorkerState(Backoff backoff) {
        this.backoff = backoff;
    }

    void want() {
        lock.lock();
        try {
            wanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks the worker until it is wanted; false when it is closed. */
    boolean awaitWork() {
        lock.lock();
        try {
            while (!wanted && !closed) {
                changed.awaitUninterruptibly();
            }
            wanted = false;
            working = !closed;
            return working;
        } finally {
            lock.unlock();
        }
    }

    void settled() {
        lock.lock();
        try {
            working = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a failure; how many there were in a row. */
    int failed() {
        lock.lock();
        try {
            failures++;
            changed.signalAll();
            return failures;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a row of failures; whether there was one. */
    boolean progressed() {
        lock.lock();
        try {
            boolean recovered = failures > 0;
            failures = 0;
            changed.signalAll();
            return recovered;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the worker wait before all is tried again; being wanted does not shorten it. False when closed meanwhile. */
    boolean pause(int failuresInARow) {
        lock.lock();
        try {
            wanted = true;
            long left = backoff.after(failuresInARow).toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    boolean isWorking() {
        lock.lock();
        try {
            return working || wanted && !closed;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a change, a little at most: another process may do the same work.
     *
     * @param wasAtRest whether the worker was at rest before what it did was looked at
     * @param end       by {@link System#nanoTime()}
     * @return false when there is nothing to wait for: the time is over, the worker is closed, at rest, or failed {@value #PATIENCE} times
     */
    boolean awaitChange(boolean wasAtRest, long end) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = end - System.nanoTime();
            if (left <= 0 || closed || failures >= PATIENCE || wasAtRest) {
                return false;
            }
            changed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MS)));
            return true;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
