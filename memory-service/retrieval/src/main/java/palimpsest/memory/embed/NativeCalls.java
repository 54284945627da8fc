package palimpsest.memory.embed;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Native calls that compute for long. A virtual thread in a native call holds its carrier, and with it every other virtual
 * thread once all carriers are held: its calls run on platform threads here, as many at a time as there are processors.
 */
public final class NativeCalls {

    private static final long IDLE_SECONDS = 30;

    private final ExecutorService threads;

    /** @param name of the threads */
    public NativeCalls(String name) {
        int most = Runtime.getRuntime().availableProcessors();
        var pool = new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name + "-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /** What the call gives; whatever it throws is thrown. A platform thread makes it itself. */
    public <T> T call(Supplier<T> call) {
        if (!Thread.currentThread().isVirtual()) {
            return call.get();
        }
        return awaited(threads.submit(call::get));
    }

    /** A native call can't be broken off: an interrupt is kept for later. */
    private static <T> T awaited(Future<T> result) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    switch (e.getCause()) {
                        case RuntimeException failure -> throw failure;
                        case Error failure -> throw failure;
                        default -> throw new IllegalStateException(e.getCause());
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
