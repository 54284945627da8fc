package palimpsest.memory.connection;

import java.util.List;
import java.util.Optional;

/** The connected models of tenants. */
public interface ModelConnectionStore {

    /** By name. */
    List<ModelConnection> list(String tenant);

    Optional<ModelConnection> find(String tenant, String name);

    /** Whether it was added: not when the tenant has one of that name. */
    boolean add(String tenant, ModelConnection connection);

    /** Gives the one of that name the other values; whether there is one. */
    boolean change(String tenant, ModelConnection connection);

    /** Marks it as deleted; whether there was one. Its name is free then. */
    boolean delete(String tenant, String name);
}
