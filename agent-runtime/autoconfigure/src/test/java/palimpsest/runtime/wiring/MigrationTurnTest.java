package palimpsest.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTurnTest {

    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger mostAtWork = new AtomicInteger();

    @Test
    void two_that_open_a_data_directory_migrate_one_after_the_other(@TempDir Path directory) throws InterruptedException, ExecutionException {
        var done = new ArrayList<Future<?>>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 40; i++) {
                done.add(threads.submit(() -> new MigrationTurn(directory).migrate(this::migration)));
            }
        }
        for (Future<?> each : List.copyOf(done)) {
            each.get();
        }
        assertThat(mostAtWork).hasValue(1);
    }

    private void migration() {
        mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
        Thread.yield();
        atWork.decrementAndGet();
    }
}
