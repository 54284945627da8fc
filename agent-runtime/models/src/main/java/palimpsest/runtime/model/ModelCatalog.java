package palimpsest.runtime.model;

import dev.langchain4j.model.chat.ChatModel;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that agents can be given: those that are built in, then those that are configured, which are built when they are
 * first asked for. Safe for use by several threads.
 */
public final class ModelCatalog {

    private final Map<String, AgentModel> builtIn = new LinkedHashMap<>();
    private final Map<String, ModelSettings> configured = new LinkedHashMap<>();
    private final Map<String, AgentModel> built = new ConcurrentHashMap<>();
    private final Map<String, ModelTerms> terms;
    private final String defaultName;
    private final Clock clock;
    private final Pause pause;

    /**
     * A catalog with the system clock and real waits.
     *
     * @param defaultName the model of agents that name none; null or blank for the first one
     */
    public ModelCatalog(Collection<AgentModel> builtIn, Collection<ModelSettings> settings, String defaultName) {
        this(builtIn, settings, Map.of(), defaultName, Clock.systemUTC(), Pause.SLEEP);
    }

    /**
     * A catalog.
     *
     * @param builtIn     models that exist already, such as the extractive one
     * @param settings    models to build; one with {@link Provider#EXTRACTIVE} is the built-in one under another name or with
     *                    another window
     * @param defaultName the model of agents that name none; null or blank for the first one
     * @param clock       what dates in {@code Retry-After} are held against
     * @param pause       how retries wait
     * @throws IllegalArgumentException if there is no model, or two of one name, or an extractive one without a built-in one
     * @throws UnknownModelException    if the default isn't among them
     */
    public ModelCatalog(Collection<AgentModel> builtIn, Collection<ModelSettings> settings, String defaultName, Clock clock,
                        Pause pause) {
        this(builtIn, settings, Map.of(), defaultName, clock, pause);
    }

    /** The same with terms by model name; a fallback that is no model is an {@link UnknownModelException}. */
    public ModelCatalog(Collection<AgentModel> builtIn, Collection<ModelSettings> settings, Map<String, ModelTerms> terms, String defaultName,
                        Clock clock, Pause pause) {
        this.terms = Map.copyOf(terms);
        this.clock = Objects.requireNonNull(clock, "clock");
        this.pause = Objects.requireNonNull(pause, "pause");
        builtIn.forEach(model -> requireFirst(this.builtIn.put(model.name(), model), model.name()));
        settings.forEach(model -> {
            requireFirst(configured.put(model.name(), model), model.name());
            // A configured extractive model of the built-in name replaces it; any other clash is a mistake.
            if (this.builtIn.containsKey(model.name()) && model.provider() != Provider.EXTRACTIVE) {
                throw new IllegalArgumentException("Model " + model.name() + ": the name belongs to a built-in model, choose another");
            }
            if (model.provider() == Provider.EXTRACTIVE) {
                extractive();
            }
        });
        if (names().isEmpty()) {
            throw new IllegalArgumentException("There is no model: configure at least one");
        }
        this.defaultName = defaultName == null || defaultName.isBlank() ? names().getFirst() : defaultName.strip();
        if (!names().contains(this.defaultName)) {
            throw new UnknownModelException(this.defaultName, names());
        }
        for (String fallback : this.terms.values().stream().flatMap(one -> one.fallbacks().stream()).toList()) {
            if (!names().contains(fallback)) {
                throw new UnknownModelException(fallback, names());
            }
        }
    }

    /** The names of all models, the built-in ones first. */
    public List<String> names() {
        var names = new LinkedHashSet<>(builtIn.keySet());
        names.addAll(configured.keySet());
        return List.copyOf(names);
    }

    public boolean has(String name) {
        return builtIn.containsKey(name) || configured.containsKey(name);
    }

    /** All models, in the order of {@link #names()}. */
    public List<AgentModel> all() {
        return names().stream().map(this::get).toList();
    }

    /** The models that are asked in turn when this one does not answer. */
    public List<String> fallbacks(String name) {
        return terms(name).fallbacks().stream().filter(fallback -> !fallback.equals(name)).toList();
    }

    public ModelPrice price(String name) {
        return terms(name).price();
    }

    private ModelTerms terms(String name) {
        return terms.getOrDefault(name, ModelTerms.USUAL);
    }

    /** The model of agents that name none. */
    public AgentModel defaultModel() {
        return get(defaultName);
    }

    /**
     * The model of this name; nothing is sent to it yet.
     *
     * @throws UnknownModelException if there is none; the message lists those that there are
     */
    public AgentModel get(String name) {
        ModelSettings settings = name == null ? null : configured.get(name);
        if (settings != null) {
            return built.computeIfAbsent(name, key -> build(settings));
        }
        AgentModel model = name == null ? null : builtIn.get(name);
        if (model == null) {
            throw new UnknownModelException(name, names());
        }
        return model;
    }

    /** Builds a model that is not of this catalog, such as one that was connected while the runtime runs; the usual terms hold for it. */
    public AgentModel connect(ModelSettings settings) {
        return build(settings);
    }

    /** The same for a model whose key is not here: its calls fail as unauthorized. @param remedy what to do, put after "needs a key: " */
    public AgentModel connectWithoutKey(ModelSettings settings, String remedy) {
        AgentModel model = build(settings);
        return new AgentModel(model.name(), model.provider(), model.languageModel(), model.description(), model.window(), model.maxOutputTokens(), model.tokenizer(),
                new KeylessModel(new Failures(settings, clock), remedy));
    }

    private AgentModel build(ModelSettings settings) {
        return switch (settings.provider()) {
            case EXTRACTIVE -> {
                AgentModel model = extractive();
                yield new AgentModel(settings.name(), model.provider(), model.languageModel(), model.description(),
                        settings.window(), settings.maxOutputTokens(), model.tokenizer(), model.chatModel());
            }
            case OPENAI -> build(settings, new OpenAiEdge(), "OpenAI-compatible");
            case ANTHROPIC -> build(settings, new AnthropicEdge(), "Anthropic");
            case OLLAMA -> build(settings, new OllamaEdge(), "Ollama");
        };
    }

    private AgentModel build(ModelSettings settings, Edge edge, String kind) {
        return new AgentModel(settings.name(), settings.provider().id(), true,
                kind + " model " + settings.modelName() + " at " + settings.shownUrl(), settings.window(),
                settings.maxOutputTokens(), settings.tokenizer(), chatModel(settings, edge));
    }

    private ChatModel chatModel(ModelSettings settings, Edge edge) {
        var failures = new Failures(settings, clock);
        if (settings.provider() == Provider.ANTHROPIC && settings.apiKey() == null) {
            return new KeylessModel(failures, "set the api-key of model " + settings.name());
        }
        var notes = new ResponseNotes(edge);
        var http = new ModelHttpClient.Builder(settings.timeout(), edge, notes, failures);
        var asked = new EdgeModel(edge.model(settings, http), edge.streamingModel(settings, http), edge, notes, failures);
        var retrying = new RetryingModel(new ConformingModel(asked), settings.maxRetries(), pause);
        return new CircuitModel(retrying, settings.name(), terms(settings.name()).circuit(), clock);
    }

    private AgentModel extractive() {
        return builtIn.values().stream().filter(model -> model.provider().equals(Provider.EXTRACTIVE.id())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no built-in extractive model to configure"));
    }

    private static void requireFirst(Object previous, String name) {
        if (previous != null) {
            throw new IllegalArgumentException("Two models are called " + name + ": give each a name of its own");
        }
    }
}
