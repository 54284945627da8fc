package palimpsest.memory.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
@Timeout(120)
class ConnectionTurnsTest {

    private static final int ROUNDS = 60;

    private final TestDatabase database;
    private HikariDataSource pool;
    private TenantDataSource source;

    ConnectionTurnsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        var config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setMaximumPoolSize(1);
        pool = new HikariDataSource(config);
        source = new TenantDataSource(pool, TenantScope.Nobody::new, new ConnectionTurns(1, Duration.ofSeconds(30)));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void who_waits_for_a_connection_gets_it_before_the_one_who_gave_it_back_and_asks_again() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<String> served = new CopyOnWriteArrayList<>();
            Connection held = source.getConnection();
            Thread waiting = waiting(() -> {
                try (Connection connection = source.getConnection()) {
                    served.add("who waited");
                    return connection.isValid(10);
                }
            });
            held.close();
            source.getConnection().close();
            served.add("who had it");
            waiting.join();
            assertThat(served).as("round " + round).containsExactly("who waited", "who had it");
        }
    }

    @Test
    void a_connection_closed_twice_is_one_turn() throws Exception {
        Connection first = source.getConnection();
        first.close();
        first.close();
        var impatient = new TenantDataSource(pool, TenantScope.Nobody::new, new ConnectionTurns(1, Duration.ofMillis(20)));
        Connection second = impatient.getConnection();
        second.close();
        second.close();
        try (Connection third = impatient.getConnection()) {
            assertThat(third.isValid(10)).isTrue();
            assertThatThrownBy(impatient::getConnection).isInstanceOf(SQLTransientConnectionException.class).hasMessageContaining("all 1 are in use");
        }
    }

    @Test
    void a_turn_without_a_connection_is_given_back() throws Exception {
        var closed = new HikariDataSource(pool);
        var nothing = new TenantDataSource(closed, TenantScope.Nobody::new, new ConnectionTurns(1, Duration.ofMillis(20)));
        closed.close();
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(nothing::getConnection).hasMessageContaining("has been closed");
        }
    }

    @Test
    void an_interrupted_thread_gets_a_connection_that_is_free_and_waits_for_none() throws Exception {
        Thread.currentThread().interrupt();
        try (Connection free = source.getConnection()) {
            assertThatThrownBy(source::getConnection).isInstanceOf(SQLException.class).hasMessageContaining("Interrupted");
            assertThat(free.isClosed()).isFalse();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Waits until this thread waits. */
    private static Thread waiting(Callable<Boolean> work) {
        Thread thread = Thread.ofPlatform().start(new FutureTask<>(work));
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }
}
