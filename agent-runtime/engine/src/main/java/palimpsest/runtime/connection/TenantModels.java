package palimpsest.runtime.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import palimpsest.memory.connection.ModelConnection;
import palimpsest.memory.connection.ModelConnectionStore;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.ModelPrice;
import palimpsest.runtime.model.ModelSettings;
import palimpsest.runtime.model.Provider;
import palimpsest.runtime.model.UnknownModelException;

/**
 * The models that agents of a tenant can be given: those of the configuration, which all tenants share, then those that were connected
 * for the tenant. The configuration goes before: only a name that it lacks is looked for in the database. Safe for several threads.
 */
public final class TenantModels {

    private final ModelCatalog configured;
    private final ModelConnectionStore connections;
    private final HeldKeys held;
    private final UnaryOperator<String> environment;
    private final Map<Place, Built> built = new ConcurrentHashMap<>();

    private record Place(String tenant, String name) {}

    /** @param keyMissing whether it was built without the key that its place should hold */
    private record Built(ModelSettings settings, boolean keyMissing, AgentModel model) {}

    /** @param environment gives the value of an environment variable; null for one that is not set */
    public TenantModels(ModelCatalog configured, ModelConnectionStore connections, HeldKeys held, UnaryOperator<String> environment) {
        this.configured = configured;
        this.connections = connections;
        this.held = held;
        this.environment = environment;
    }

    /** The models of the configuration alone. */
    public static TenantModels of(ModelCatalog configured) {
        return new TenantModels(configured, NoConnections.INSTANCE, new HeldKeys(), name -> null);
    }

    public List<AgentModel> all(String tenant) {
        List<AgentModel> all = new ArrayList<>(configured.all());
        connections.list(tenant).stream().filter(one -> !configured(one.name())).map(one -> model(tenant, one)).forEach(all::add);
        return all;
    }

    public List<String> names(String tenant) {
        return all(tenant).stream().map(AgentModel::name).toList();
    }

    /** Whether it is one of the configuration. */
    public boolean configured(String name) {
        return configured.has(name);
    }

    /** The model of agents that name none. */
    public AgentModel defaultModel() {
        return configured.defaultModel();
    }

    /** @throws UnknownModelException if the tenant has none of that name; the message lists those that it has */
    public AgentModel get(String tenant, String name) {
        return find(tenant, name).orElseThrow(() -> new UnknownModelException(name, names(tenant)));
    }

    public Optional<AgentModel> find(String tenant, String name) {
        if (configured(name)) {
            return Optional.of(configured.get(name));
        }
        Optional<ModelConnection> connection = connections.find(tenant, name);
        if (connection.isEmpty()) {
            built.remove(new Place(tenant, name));
        }
        return connection.map(one -> model(tenant, one));
    }

    /** Those that are asked in turn when this one does not answer. */
    public List<String> fallbacks(String name) {
        return configured.fallbacks(name);
    }

    public ModelPrice price(String tenant, String name) {
        if (configured(name)) {
            return configured.price(name);
        }
        return connections.find(tenant, name).map(one -> new ModelPrice(one.inputPrice(), one.cachedInputPrice(), one.outputPrice())).orElse(ModelPrice.FREE);
    }

    /** The key in its place; empty where it needs none, and where its place does not hold it in this process. */
    public Optional<String> key(String tenant, ModelConnection connection) {
        return switch (connection.keyPlace()) {
            case NONE -> Optional.empty();
            case VARIABLE -> Optional.ofNullable(environment.apply(connection.keyVariable())).filter(key -> !key.isBlank());
            case MEMORY -> held.of(tenant, connection.name(), connection.baseUrl());
        };
    }

    /** Built once for each of its settings, so that its circuit knows what calls before met. */
    private AgentModel model(String tenant, ModelConnection connection) {
        Optional<String> key = key(tenant, connection);
        var settings = settings(connection).withApiKey(key.orElse(null));
        String remedy = key.isPresent() ? null : remedy(connection);
        return built.compute(new Place(tenant, connection.name()), (place, known) -> known != null && known.settings().equals(settings) && known.keyMissing() == (remedy != null) ? known
                : new Built(settings, remedy != null, remedy == null ? configured.connect(settings) : configured.connectWithoutKey(settings, remedy))).model();
    }

    /** What to do about a key that is not in its place; null where none is needed. */
    private static String remedy(ModelConnection connection) {
        return switch (connection.keyPlace()) {
            case NONE -> null;
            case VARIABLE -> "set " + connection.keyVariable() + " where the runtime starts, and start it again";
            case MEMORY -> "it was held in the memory of a process that has ended or is another; give it again under Agents and models, or PUT /api/models/" + connection.name();
        };
    }

    private static ModelSettings settings(ModelConnection connection) {
        Provider provider = Provider.valueOf(connection.provider().toUpperCase(Locale.ROOT));
        return ModelSettings.of(connection.name(), provider, connection.baseUrl(), connection.modelName()).withWindow(connection.window(), connection.maxOutputTokens());
    }
}
