package palimpsest.memory.tenant;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/**
 * Until when the statements of the calling thread may run; the database stops one that runs longer. Bound to the thread while a piece of work runs, as
 * {@link TenantScope} is, and kept by {@link TenantDataSource}'s connections. A statement is stopped by the second: it gets one at least.
 */
public final class StatementDeadline {

    private static final ThreadLocal<Long> END = new ThreadLocal<>();

    private StatementDeadline() {}

    /** @throws Exception what the work ended with */
    public static <T> T within(Duration limit, Callable<T> work) throws Exception {
        Long before = END.get();
        END.set(System.nanoTime() + limit.toNanos());
        try {
            return work.call();
        } finally {
            if (before == null) {
                END.remove();
            } else {
                END.set(before);
            }
        }
    }

    /** What a statement that begins now may take; empty where there is no limit. */
    static OptionalInt seconds() {
        Long end = END.get();
        return end == null ? OptionalInt.empty() : OptionalInt.of((int) Math.max(1, Math.ceilDiv(end - System.nanoTime(), 1_000_000_000L)));
    }
}
