package palimpsest.runtime.connection;

import java.util.List;
import java.util.Optional;
import palimpsest.memory.connection.ModelConnection;
import palimpsest.memory.connection.ModelConnectionStore;

/** Where models come from the configuration alone. */
final class NoConnections implements ModelConnectionStore {

    static final NoConnections INSTANCE = new NoConnections();

    private NoConnections() {}

    @Override
    public List<ModelConnection> list(String tenant) {
        return List.of();
    }

    @Override
    public Optional<ModelConnection> find(String tenant, String name) {
        return Optional.empty();
    }

    @Override
    public boolean add(String tenant, ModelConnection connection) {
        throw new UnsupportedOperationException("No model can be connected here: configure it");
    }

    @Override
    public boolean change(String tenant, ModelConnection connection) {
        return false;
    }

    @Override
    public boolean delete(String tenant, String name) {
        return false;
    }
}
