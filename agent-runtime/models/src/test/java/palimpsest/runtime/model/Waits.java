package palimpsest.runtime.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A pause that only keeps how long it should have been. */
final class Waits implements Pause {

    private final List<Duration> asked = new CopyOnWriteArrayList<>();

    @Override
    public void await(Duration duration) {
        asked.add(duration);
    }

    List<Duration> asked() {
        return asked;
    }
}
