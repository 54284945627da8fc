package palimpsest.memory.longterm;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One writer at a time for a subject in this process: what it decides rests on what was decided before. */
final class SubjectLocks {

    private static final int STRIPES = 64;

    private final Lock[] stripes = new Lock[STRIPES];

    SubjectLocks() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    <T> T with(String tenant, String subject, Supplier<T> work) {
        Lock lock = stripes[Math.floorMod((tenant + '\n' + subject).hashCode(), STRIPES)];
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
