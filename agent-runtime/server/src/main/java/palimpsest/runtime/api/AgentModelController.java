package palimpsest.runtime.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.connection.ModelConnection;
import palimpsest.runtime.api.Views.ConnectionView;
import palimpsest.runtime.api.Views.ModelTestView;
import palimpsest.runtime.api.Views.ModelView;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.conversation.ConnectedModels;
import palimpsest.runtime.conversation.ConnectedModels.Wanted;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelFailure;

/** Models that agents of the tenant can be given. An operator connects further ones. */
@RestController
@RequestMapping("/api/models")
@Tag(name = "Models")
class AgentModelController {

    private static final String TEST_QUESTION = "Say OK.";

    private final TenantModels models;
    private final ConnectedModels connected;
    private final Tenancy tenancy;

    AgentModelController(TenantModels models, ConnectedModels connected, Tenancy tenancy) {
        this.models = models;
        this.connected = connected;
        this.tenancy = tenancy;
    }

    /**
     * How to reach a model; what is null takes its default.
     *
     * @param provider        {@code openai} (every OpenAI-compatible server), {@code anthropic} or {@code ollama}
     * @param baseUrl         http or https; the provider's own by default
     * @param modelName       the provider's name for it; the connection's name by default
     * @param window          most tokens of request and answer together, 32000 by default
     * @param maxOutputTokens most tokens of one answer, 4096 by default
     * @param keyPlace        {@code none} (the default), {@code variable} or {@code memory}
     * @param keyVariable     with {@code variable}: the name of an environment variable of the runtime, ending in API_KEY
     * @param key             with {@code memory}: the key. It stays in the memory of this process until that ends, is written nowhere and never given back
     * @param inputPrice      of a million tokens of requests, 0 by default
     * @param cachedInputPrice of those of them that the provider's cache served; as {@code input_price} by default
     * @param outputPrice     of a million tokens of answers, 0 by default
     */
    record ConnectionRequest(String provider, @JsonProperty("base_url") @Nullable String baseUrl, @JsonProperty("model_name") @Nullable String modelName,
                             @Nullable Integer window, @JsonProperty("max_output_tokens") @Nullable Integer maxOutputTokens,
                             @JsonProperty("key_place") @Nullable String keyPlace, @JsonProperty("key_variable") @Nullable String keyVariable, @Nullable String key,
                             @JsonProperty("input_price") @Nullable Double inputPrice, @JsonProperty("cached_input_price") @Nullable Double cachedInputPrice,
                             @JsonProperty("output_price") @Nullable Double outputPrice) {
        Wanted wanted() {
            return new Wanted(provider, baseUrl, modelName, window, maxOutputTokens, keyPlace, keyVariable, key, inputPrice, cachedInputPrice, outputPrice);
        }

        /** Everything but the key. */
        @Override
        public String toString() {
            return "ConnectionRequest" + wanted();
        }
    }

    @GetMapping
    List<ModelView> models() {
        String tenant = tenancy.current();
        Map<String, ModelConnection> connections = connected.list(tenant).stream().collect(Collectors.toMap(ModelConnection::name, Function.identity()));
        return models.all(tenant).stream().map(model -> view(tenant, model, models.configured(model.name()) ? null : connections.get(model.name()))).toList();
    }

    @GetMapping("/{name}")
    ModelView one(@PathVariable String name) {
        String tenant = tenancy.current();
        AgentModel model = models.find(tenant, name).orElseThrow(() -> unknown(name));
        return view(tenant, model, models.configured(name) ? null : connected.find(tenant, name).orElse(null));
    }

    /** For an operator. Agents can be given the model at once; a name of the configuration's models is refused. */
    @PostMapping("/{name}")
    ResponseEntity<ModelView> connect(@PathVariable String name, @RequestBody ConnectionRequest request) {
        String tenant = tenancy.current();
        ModelConnection connection = connected.connect(tenant, name, request.wanted());
        return ResponseEntity.created(URI.create("/api/models/" + name)).body(view(tenant, models.get(tenant, name), connection));
    }

    /** For an operator. A key in memory that is not given again stays as long as provider and address do. */
    @PutMapping("/{name}")
    ModelView change(@PathVariable String name, @RequestBody ConnectionRequest request) {
        String tenant = tenancy.current();
        ModelConnection connection = connected.change(tenant, name, request.wanted());
        return view(tenant, models.get(tenant, name), connection);
    }

    /** For an operator. Refused while an agent uses the model. */
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String name) {
        connected.remove(tenancy.current(), name);
    }

    /** Asks the model for one word, as a run would ask it. */
    @PostMapping("/{name}/test")
    ModelTestView test(@PathVariable String name) {
        AgentModel model = models.find(tenancy.current(), name).orElseThrow(() -> unknown(name));
        if (!model.languageModel()) {
            throw RequestRefused.invalid("name", "The model " + name + " is no language model: it quotes documents, and nothing has to be reached for it.");
        }
        long began = System.nanoTime();
        try {
            ChatResponse said = model.chatModel().chat(ChatRequest.builder().messages(UserMessage.from(TEST_QUESTION)).build());
            TokenUsage usage = said.tokenUsage();
            return new ModelTestView(name, true, said.aiMessage().text(), since(began), usage == null ? null : usage.inputTokenCount(),
                    usage == null ? null : usage.outputTokenCount(), null, null);
        } catch (ModelFailure e) {
            return new ModelTestView(name, false, null, since(began), null, null, e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'), e.getMessage());
        }
    }

    private static RequestRefused unknown(String name) {
        return new RequestRefused(Reason.NOT_FOUND, "There is no model " + name + ".");
    }

    private static long since(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }

    private ModelView view(String tenant, AgentModel model, ModelConnection connection) {
        return new ModelView(model.name(), model.provider(), model.languageModel(), model.description(), model.window(),
                connection == null ? null : ConnectionView.of(connection, connected.keyPresent(tenant, connection)));
    }
}
