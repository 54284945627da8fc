package palimpsest.memory;

import palimpsest.runtime.architecture.planted.ReachesUp;

/** A planted violation: the architecture test must find it. */
public final class PlantedBelow {
    private final ReachesUp above = new ReachesUp();

    @Override
    public String toString() {
        return above.toString();
    }
}
