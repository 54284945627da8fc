package palimpsest.starter;

import org.springframework.context.SmartLifecycle;

/** Tells those who wait for an answer that the application stops, and parks their runs. */
final class EngineLifecycle implements SmartLifecycle {

    private final RuntimeContext runtime;
    private volatile boolean running;

    EngineLifecycle(RuntimeContext runtime) {
        this.runtime = runtime;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        runtime.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** An engine that stopped does not start again: a pause of the application leaves it running. */
    @Override
    public boolean isPauseable() {
        return false;
    }
}
