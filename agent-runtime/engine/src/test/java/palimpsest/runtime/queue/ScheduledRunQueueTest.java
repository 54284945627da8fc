package palimpsest.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.runtime.loop.RunQueue;

@ExtendWith(TestDatabase.Injected.class)
class ScheduledRunQueueTest {

    private final TestDatabase database;
    private final ScheduledRunQueue queue;
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger scheduler = (Logger) LoggerFactory.getLogger("com.github.kagkarlsson.scheduler");
    private final UUID run = UUID.randomUUID();
    private final AtomicInteger calls = new AtomicInteger();

    ScheduledRunQueueTest(TestDatabase database) {
        this.database = database;
        this.queue = new ScheduledRunQueue(database.dataSource(), new ScheduledRunQueue.Settings("here-" + run, 4, Duration.ofMillis(500), Duration.ofMillis(50)),
                Clock.systemUTC());
    }

    @BeforeEach
    void listen() {
        said.start();
        scheduler.addAppender(said);
    }

    @AfterEach
    void close() {
        queue.close();
        scheduler.detachAppender(said);
    }

    private int entries() {
        return database.jdbc().sql("select count(*) from scheduled_tasks where task_instance like :run || '/%'").param("run", run.toString()).query(Integer.class).single();
    }

    private int change(String what) {
        return database.jdbc().sql(what + " where task_instance = :entry").param("entry", RunQueue.key(run, "0")).update();
    }

    /** What another runtime does when heartbeats of this one were late. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_entry_that_was_taken_for_dead_while_it_was_worked_on_is_the_others_and_no_fault(boolean again) {
        queue.add(run, "0", Instant.now());
        queue.open(id -> {
            if (!id.equals(run)) {
                return Optional.empty();
            }
            boolean first = calls.incrementAndGet() == 1;
            if (first) {
                assertThat(change("update scheduled_tasks set picked = false, picked_by = null, version = version + 1")).isOne();
            }
            return first && again ? Optional.of(Instant.now().plusSeconds(600)) : Optional.empty();
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> calls.get() == 2 && entries() == 0);
        assertThat(said.list).filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
    }

    @Test
    void an_entry_that_went_with_the_end_of_its_run_while_it_was_looked_at_is_done() {
        queue.add(run, "0", Instant.now());
        queue.open(id -> {
            calls.incrementAndGet();
            change("delete from scheduled_tasks");
            return Optional.of(Instant.now());
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> calls.get() == 1 && entries() == 0);
        queue.close();
        assertThat(said.list).filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
    }
}
