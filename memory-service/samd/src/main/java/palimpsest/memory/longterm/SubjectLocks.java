package palimpsest.memory.longterm;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/** One writer at a time for a subject, in this process and in others: what it decides rests on what was decided before. */
final class SubjectLocks {

    private static final int STRIPES = 64;

    private final TransactionTemplate transaction;
    private final DecisionStore decisions;
    private final Lock[] stripes = new Lock[STRIPES]; // in front of the database's lock, so that threads that wait hold no connection

    SubjectLocks(TransactionTemplate transaction, DecisionStore decisions) {
        this.transaction = transaction;
        this.decisions = decisions;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    /** Runs in a transaction while nobody else writes to the subject's memory. */
    <T> T exclusively(String tenant, String subject, Supplier<T> work) {
        Lock lock = stripes[Math.floorMod((tenant + '\n' + subject).hashCode(), STRIPES)];
        lock.lock();
        try {
            return transaction.execute(status -> {
                decisions.lock(tenant, subject);
                return work.get();
            });
        } finally {
            lock.unlock();
        }
    }
}
