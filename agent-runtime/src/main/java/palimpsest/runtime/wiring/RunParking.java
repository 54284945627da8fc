package palimpsest.runtime.wiring;

import org.springframework.context.SmartLifecycle;
import palimpsest.runtime.loop.Runs;

/**
 * Parks runs first of all when the process stops. The web server stops after that, and waits for requests in progress: runs that were
 * parked only then would be kept from other runtimes for as long.
 */
final class RunParking implements SmartLifecycle {

    private final Runs runs;
    private volatile boolean running;

    RunParking(Runs runs) {
        this.runs = runs;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        runs.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
