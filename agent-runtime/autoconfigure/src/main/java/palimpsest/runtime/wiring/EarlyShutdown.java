package palimpsest.runtime.wiring;

import org.springframework.context.SmartLifecycle;

/** What is stopped first of all when the process stops: before the web server, which waits for its requests in progress. */
public final class EarlyShutdown implements SmartLifecycle {

    private final Runnable stop;
    private volatile boolean running;

    public EarlyShutdown(Runnable stop) {
        this.stop = stop;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        stop.run();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** What was stopped does not start again: a pause of the application leaves it running. */
    @Override
    public boolean isPauseable() {
        return false;
    }
}
