package palimpsest.runtime.conversation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.connection.KeyPlace;
import palimpsest.memory.connection.ModelConnection;
import palimpsest.memory.connection.ModelConnectionStore;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.runtime.connection.HeldKeys;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.model.Provider;

/** Connects models to a tenant, changes and removes them. A model can be used from the next question on, in every process of the runtime. */
public final class ConnectedModels {

    private static final Logger log = LoggerFactory.getLogger(ConnectedModels.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern KEY_VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]{0,80}API_?KEY");
    private static final int LONGEST_TEXT = 300;
    private static final int LONGEST_KEY = 4000;

    private final TenantModels models;
    private final ModelConnectionStore store;
    private final ConversationStore agents;
    private final HeldKeys held;

    public ConnectedModels(TenantModels models, ModelConnectionStore store, ConversationStore agents, HeldKeys held) {
        this.models = models;
        this.store = store;
        this.agents = agents;
        this.held = held;
    }

    /**
     * What is asked for. What is null takes its default.
     *
     * @param provider        {@code openai}, {@code anthropic} or {@code ollama}
     * @param baseUrl         the provider's own by default
     * @param modelName       the connection's name by default
     * @param window          32000 by default
     * @param maxOutputTokens 4096 by default, at most a quarter of a given window
     * @param keyPlace        {@code none} (the default), {@code variable} or {@code memory}
     * @param keyVariable     for {@code variable}: its name, which ends in API_KEY or APIKEY
     * @param key             for {@code memory}: the key; null at a change keeps the one that is held
     */
    public record Wanted(String provider, String baseUrl, String modelName, Integer window, Integer maxOutputTokens, String keyPlace, String keyVariable, String key,
                         Double inputPrice, Double cachedInputPrice, Double outputPrice) {

        /** Everything but the key. */
        @Override
        public String toString() {
            return "Wanted[provider=" + provider + ", baseUrl=" + baseUrl + ", modelName=" + modelName + ", keyPlace=" + keyPlace + ", keyVariable=" + keyVariable + "]";
        }
    }

    /** By name. */
    public List<ModelConnection> list(String tenant) {
        return store.list(tenant);
    }

    public Optional<ModelConnection> find(String tenant, String name) {
        return store.find(tenant, name);
    }

    /** Whether this process has the key that the model needs; true where it needs none. */
    public boolean keyPresent(String tenant, ModelConnection connection) {
        return connection.keyPlace() == KeyPlace.NONE || models.key(tenant, connection).isPresent();
    }

    /** @throws RequestRefused INVALID, or NAME_TAKEN by a model of the configuration or a connected one */
    public ModelConnection connect(String tenant, String name, Wanted wanted) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw RequestRefused.invalid("name", "A model's name has 1 to 64 letters without accents, digits, dots, underscores and hyphens, and begins with a letter or a digit.");
        }
        if (models.configured(name)) {
            throw new RequestRefused(Reason.NAME_TAKEN, "name", "The configuration has a model " + name + ": choose another name.");
        }
        ModelConnection connection = connection(name, wanted);
        requireKey(connection, wanted.key());
        if (!store.add(tenant, connection)) {
            throw new RequestRefused(Reason.NAME_TAKEN, "name", "There is a connected model " + name + " already: change it, or choose another name.");
        }
        hold(tenant, connection, wanted.key());
        log.info("Model {} of tenant {} connected: {} {} at {}, key in {}", name, tenant, connection.provider(), connection.modelName(), connection.baseUrl(), place(connection));
        return connection;
    }

    /** Gives it other values. A key that is held stays where none is given and the address is the same. @throws RequestRefused INVALID or NOT_FOUND */
    public ModelConnection change(String tenant, String name, Wanted wanted) {
        ModelConnection before = store.find(tenant, name).orElseThrow(() -> unknown(name));
        ModelConnection connection = connection(name, wanted);
        boolean sameAddress = before.baseUrl().equals(connection.baseUrl()) && before.provider().equals(connection.provider());
        if (!sameAddress || before.keyPlace() != KeyPlace.MEMORY || models.key(tenant, before).isEmpty()) {
            // A key is for the address that it was given for: it is not sent to another one.
            requireKey(connection, wanted.key());
        }
        if (!store.change(tenant, connection)) {
            throw unknown(name);
        }
        hold(tenant, connection, wanted.key());
        log.info("Model {} of tenant {} changed: {} {} at {}, key in {}", name, tenant, connection.provider(), connection.modelName(), connection.baseUrl(), place(connection));
        return connection;
    }

    /** @throws RequestRefused IN_USE, with the agents that use it, or NOT_FOUND */
    public void remove(String tenant, String name) {
        List<String> users = agents.agents(tenant).stream().filter(agent -> name.equals(agent.model())).map(Agent::name).toList();
        if (!users.isEmpty() && !models.configured(name)) {
            throw new RequestRefused(Reason.IN_USE, "The model " + name + " is used by " + (users.size() == 1 ? "the agent " : "the agents ") + String.join(", ", users)
                    + ": give " + (users.size() == 1 ? "it" : "them") + " another model first.");
        }
        if (!store.delete(tenant, name)) {
            throw unknown(name);
        }
        held.forget(tenant, name);
        log.info("Model {} of tenant {} removed", name, tenant);
    }

    private static String place(ModelConnection connection) {
        return connection.keyVariable() == null ? connection.keyPlace().label() : connection.keyVariable();
    }

    private RequestRefused unknown(String name) {
        return new RequestRefused(Reason.NOT_FOUND, models.configured(name) ? "The model " + name + " is one of the configuration: change it there."
                : "There is no connected model " + name + ".");
    }

    private void hold(String tenant, ModelConnection connection, String key) {
        if (connection.keyPlace() != KeyPlace.MEMORY) {
            held.forget(tenant, connection.name());
        } else if (!blank(key)) {
            held.hold(tenant, connection.name(), connection.baseUrl(), key.strip());
        }
    }

    private static void requireKey(ModelConnection connection, String key) {
        if (connection.keyPlace() == KeyPlace.MEMORY && blank(key)) {
            throw RequestRefused.invalid("key", "key is missing: a key in memory has to be given, and again when the address changes or the runtime was started anew.");
        }
    }

    private static ModelConnection connection(String name, Wanted wanted) {
        Provider provider = provider(wanted.provider());
        KeyPlace place = KeyPlace.labelled(blank(wanted.keyPlace()) ? KeyPlace.NONE.label() : wanted.keyPlace())
                .orElseThrow(() -> RequestRefused.invalid("key_place", "key_place must be none, variable or memory."));
        checkKey(provider, place, wanted);
        String variable = place == KeyPlace.VARIABLE ? variable(wanted.keyVariable()) : null;
        int output = wanted.maxOutputTokens() != null ? wanted.maxOutputTokens()
                : wanted.window() != null ? Math.max(1, Math.min(Defaults.OUTPUT, wanted.window() / 4)) : Defaults.OUTPUT;
        var connection = new ModelConnection(name, provider.id(), ModelAddress.checked(blank(wanted.baseUrl()) ? provider.defaultBaseUrl() : text("base_url", wanted.baseUrl())),
                blank(wanted.modelName()) ? name : text("model_name", wanted.modelName()), wanted.window() == null ? Defaults.WINDOW : wanted.window(), output, place, variable,
                price("input_price", wanted.inputPrice()), wanted.cachedInputPrice() == null ? null : price("cached_input_price", wanted.cachedInputPrice()),
                price("output_price", wanted.outputPrice()));
        if (connection.window() < Defaults.SMALLEST_WINDOW) {
            throw RequestRefused.invalid("window", "window must be at least " + Defaults.SMALLEST_WINDOW + " tokens.");
        }
        if (output < 1 || output >= connection.window()) {
            throw RequestRefused.invalid("max_output_tokens", "max_output_tokens must be at least 1 and less than the window, or no room is left for the conversation.");
        }
        return connection;
    }

    private static Provider provider(String id) {
        return Optional.ofNullable(id).flatMap(given -> List.of(Provider.OPENAI, Provider.ANTHROPIC, Provider.OLLAMA).stream()
                        .filter(one -> one.id().equals(given.strip().toLowerCase(Locale.ROOT))).findFirst())
                .orElseThrow(() -> RequestRefused.invalid("provider", "provider must be openai (for every OpenAI-compatible server), anthropic or ollama."));
    }

    private static void checkKey(Provider provider, KeyPlace place, Wanted wanted) {
        if (place != KeyPlace.MEMORY && !blank(wanted.key())) {
            throw RequestRefused.invalid("key", "key is given, but key_place is " + place.label() + ": a key is only taken into memory.");
        }
        if (provider == Provider.ANTHROPIC && place == KeyPlace.NONE) {
            throw RequestRefused.invalid("key_place", "Anthropic wants a key: key_place must be variable or memory.");
        }
        if (!blank(wanted.key()) && (wanted.key().length() > LONGEST_KEY || !wanted.key().strip().chars().allMatch(one -> one > ' ' && one < 127))) {
            throw RequestRefused.invalid("key", "key has characters that no header can hold, or too many of them.");
        }
    }

    private static String variable(String name) {
        if (blank(name) || !KEY_VARIABLE.matcher(name.strip()).matches()) {
            throw RequestRefused.invalid("key_variable", "key_variable must be the name of an environment variable that ends in API_KEY, such as OPENAI_API_KEY: no other one is sent to an address.");
        }
        return name.strip();
    }

    private static String text(String field, String given) {
        RequestRefused.requireStorable(field, given);
        if (given.length() > LONGEST_TEXT) {
            throw RequestRefused.invalid(field, field + " has more than " + LONGEST_TEXT + " characters.");
        }
        return given.strip();
    }

    private static double price(String field, Double price) {
        if (price != null && !(price >= 0 && price <= Defaults.HIGHEST_PRICE)) {
            throw RequestRefused.invalid(field, field + " must be 0 or more, for a million tokens.");
        }
        return price == null ? 0 : price;
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    /** What is not given. */
    private static final class Defaults {
        private static final int WINDOW = 32_000;
        private static final int OUTPUT = 4096;
        private static final int SMALLEST_WINDOW = 2000;
        private static final double HIGHEST_PRICE = 1e9;

        private Defaults() {}
    }
}
