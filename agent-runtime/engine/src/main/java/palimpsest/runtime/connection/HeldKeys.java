package palimpsest.runtime.connection;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keys of connected models that were given to this process. They are in its memory only and end with it. Safe for several threads. */
public final class HeldKeys {

    private final Map<Place, Held> keys = new ConcurrentHashMap<>();

    private record Place(String tenant, String model) {}

    private record Held(String address, String key) {}

    /**
     * @param address that the key is for: it is given for no other one, as another process may have changed the connection
     * @param key     replaces the one that is held
     */
    public void hold(String tenant, String model, String address, String key) {
        keys.put(new Place(tenant, model), new Held(address, key));
    }

    public void forget(String tenant, String model) {
        keys.remove(new Place(tenant, model));
    }

    Optional<String> of(String tenant, String model, String address) {
        return Optional.ofNullable(keys.get(new Place(tenant, model))).filter(held -> held.address().equals(address)).map(Held::key);
    }
}
