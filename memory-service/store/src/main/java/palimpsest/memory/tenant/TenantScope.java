package palimpsest.memory.tenant;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * For whom the calling thread works: what row-level security lets its statements see. Bound to the thread while a piece of work
 * runs and taken back when it ends; threads that it starts begin without.
 */
public sealed interface TenantScope {

    /** One tenant. */
    record One(String tenant) implements TenantScope {}

    /** All of them: background work and the operator's commands. */
    record All() implements TenantScope {}

    /** Nobody: rows of tenants are out of sight. */
    record Nobody() implements TenantScope {}

    /** That of the calling thread; null where none was set. */
    static TenantScope current() {
        return Bound.SCOPE.get();
    }

    static <T> T within(TenantScope scope, Supplier<T> work) {
        TenantScope before = Bound.enter(scope);
        try {
            return work.get();
        } finally {
            Bound.enter(before);
        }
    }

    static void within(TenantScope scope, Runnable work) {
        within(scope, () -> {
            work.run();
            return null;
        });
    }

    /** Work for one tenant. */
    static void of(String tenant, Runnable work) {
        within(new One(tenant), work);
    }

    /** Work over all tenants. */
    static void overAll(Runnable work) {
        within(new All(), work);
    }

    /** Work over all tenants, with its result. */
    static <T> T overAll(Supplier<T> work) {
        return within(new All(), work);
    }

    /** The task with the scope of the calling thread, for another thread to run. */
    static <T> Callable<T> handedOn(Callable<T> task) {
        TenantScope scope = current();
        return () -> call(scope, task);
    }

    /** @throws Exception what the work ended with */
    static <T> T call(TenantScope scope, Callable<T> work) throws Exception {
        TenantScope before = Bound.enter(scope);
        try {
            return work.call();
        } finally {
            Bound.enter(before);
        }
    }

    /** Where the scope is kept: as with transactions and security contexts it is the thread's, so that it need not pass through every signature. */
    final class Bound {
        private static final ThreadLocal<TenantScope> SCOPE = new ThreadLocal<>();

        private Bound() {}

        /** Gives what was bound before. */
        private static TenantScope enter(TenantScope scope) {
            TenantScope before = SCOPE.get();
            if (scope == null) {
                SCOPE.remove();
            } else {
                SCOPE.set(scope);
            }
            return before;
        }
    }
}
