package palimpsest.runtime.connection;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keys of connected models that were given to this process. They are in its memory only and end with it. Safe for several threads. */
public final class HeldKeys {

    private final Map<Place, String> keys = new ConcurrentHashMap<>();

    private record Place(String tenant, String model) {}

    /** @param key replaces the one that is held */
    public void hold(String tenant, String model, String key) {
        keys.put(new Place(tenant, model), key);
    }

    public void forget(String tenant, String model) {
        keys.remove(new Place(tenant, model));
    }

    Optional<String> of(String tenant, String model) {
        return Optional.ofNullable(keys.get(new Place(tenant, model)));
    }
}
