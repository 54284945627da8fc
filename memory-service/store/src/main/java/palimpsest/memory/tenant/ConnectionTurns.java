package palimpsest.memory.tenant;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The order in which those who need a connection get one: the order in which they asked. A pool lends a connection that comes back to whoever is quickest, mostly to a thread
 * that has just used one; with hundreds of runs on a few connections some then wait until their time is over while others are served a hundred times.
 */
public final class ConnectionTurns {

    private final Semaphore places;
    private final int connections;
    private final Duration patience;

    /**
     * @param connections that the pool lends at once
     * @param patience    how long one waits for a turn
     */
    public ConnectionTurns(int connections, Duration patience) {
        this.places = new Semaphore(connections, true);
        this.connections = connections;
        this.patience = patience;
    }

    /** Waits for a turn, which is given back by {@link #end}. @throws SQLException when it doesn't come in time, or the thread is interrupted while it waits */
    void await() throws SQLException {
        try {
            if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLTransientConnectionException("No connection to the database became free in " + patience.toSeconds() + " s: all " + connections
                        + " are in use, and " + places.getQueueLength() + " others wait for one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // Whoever ends a run is interrupted, and has to say so in the database.
            if (!places.tryAcquire()) {
                throw new SQLException("Interrupted while waiting for a connection to the database", e);
            }
        }
    }

    void end() {
        places.release();
    }
}
