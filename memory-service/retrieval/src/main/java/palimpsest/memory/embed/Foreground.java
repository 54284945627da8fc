package palimpsest.memory.embed;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Work of this process that somebody waits for, such as a run or the reading of files: background work gives way to it. Safe for all threads. */
public final class Foreground {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int underWay; // guarded by lock

    /** Work that somebody waits for, until it is closed. To be closed once. */
    public interface Work extends AutoCloseable {

        @Override
        void close();
    }

    public Work begin() {
        lock.lock();
        try {
            underWay++;
        } finally {
            lock.unlock();
        }
        return this::end;
    }

    private void end() {
        lock.lock();
        try {
            underWay--;
            if (underWay == 0) {
                ended.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nobody waits for anything; not longer than {@code atMost}, and not at all where nobody does. An interrupt ends it and is kept. */
    void giveWay(Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (underWay > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
