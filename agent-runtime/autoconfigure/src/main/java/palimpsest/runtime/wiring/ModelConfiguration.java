package palimpsest.runtime.wiring;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.connection.ModelConnectionStore;
import palimpsest.memory.connection.PostgresModelConnectionStore;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.text.RememberedCounts;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.Tokenizers;
import palimpsest.runtime.connection.HeldKeys;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.conversation.ConnectedModels;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.ModelPrice;
import palimpsest.runtime.model.ModelSettings;
import palimpsest.runtime.model.ModelTerms;
import palimpsest.runtime.model.Pause;
import palimpsest.runtime.model.extractive.ExtractiveChatModel;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.Verifier;

/** Builds the models that agents can be given. */
@Configuration(proxyBeanMethods = false)
class ModelConfiguration {

    private static final int EXTRACTIVE_WINDOW = 32_000;

    private static final int EXTRACTIVE_OUTPUT = 2_000;

    @Bean
    @ConditionalOnMissingBean
    ModelCatalog modelCatalog(PalimpsestProperties properties, RequestCounts counts, Clock clock, ObjectProvider<AgentModel> others, ObjectProvider<Verifier> verifier) {
        var extractive = new AgentModel(RuntimeConfiguration.EXTRACTIVE, RuntimeConfiguration.EXTRACTIVE, false, ExtractiveChatModel.DESCRIPTION, EXTRACTIVE_WINDOW, EXTRACTIVE_OUTPUT, null,
                extractive(counts.tokenizer(), verifier));
        try {
            List<ModelSettings> settings = new ArrayList<>();
            Map<String, ModelTerms> terms = new LinkedHashMap<>();
            properties.models().forEach((name, model) -> {
                settings.add(settings(name, model));
                terms.put(name, terms(model));
            });
            // those handed in come first: without a default by name the first of them is it
            var builtIn = Stream.concat(others.orderedStream(), Stream.of(extractive)).toList();
            var catalog = new ModelCatalog(builtIn, settings, terms, properties.defaultModel(), clock, Pause.SLEEP);
            catalog.defaultModel();
            return catalog;
        } catch (RuntimeException e) {
            throw new ConfigurationMistake("palimpsest.models: " + e.getMessage());
        }
    }

    /** It offers more from memory where the verifier that is used judges whether that is an answer. Verifiers need models, so they come later. */
    static ExtractiveChatModel extractive(Tokenizer tokenizer, ObjectProvider<Verifier> verifier) {
        return new ExtractiveChatModel(tokenizer::count, () -> verifier.getIfUnique(() -> Verifier.NONE).includes(Check.ABSENCE));
    }

    private static ModelTerms terms(PalimpsestProperties.Model model) {
        var price = model.price();
        return new ModelTerms(model.fallbacks(), new ModelPrice(price.input(), price.cachedInput(), price.output()),
                new ModelTerms.Circuit(model.circuit().failures(), model.circuit().pause()));
    }

    private static ModelSettings settings(String name, PalimpsestProperties.Model model) {
        return new ModelSettings(name, model.provider(), model.baseUrl(), model.apiKey(), model.modelName(), model.temperature(), model.topP(),
                model.maxOutputTokens(), model.window(), model.timeout(), model.maxRetries(), model.tokenizer(), model.headers());
    }

    @Bean
    @ConditionalOnMissingBean
    ModelConnectionStore modelConnectionStore(JdbcClient jdbc) {
        return new PostgresModelConnectionStore(jdbc);
    }

    @Bean
    HeldKeys heldKeys() {
        return new HeldKeys();
    }

    @Bean
    TenantModels tenantModels(ModelCatalog models, ModelConnectionStore connections, HeldKeys held) {
        return new TenantModels(models, connections, held, System::getenv);
    }

    @Bean
    ConnectedModels connectedModels(TenantModels models, ModelConnectionStore connections, ConversationStore agents, HeldKeys held) {
        return new ConnectedModels(models, connections, agents, held);
    }

    /** Requests repeat most of their texts: each is counted once, for the window and for the usage that the extractive model reports. */
    record RequestCounts(Tokenizer tokenizer) {}

    @Bean
    RequestCounts requestCounts(Tokenizer documentTokenizer) {
        return new RequestCounts(new RememberedCounts(documentTokenizer));
    }

    /** Tokenizers by model; loaded once each. */
    @Bean
    ModelTokenizers modelTokenizers(RequestCounts counts, ModelCatalog models) {
        Map<String, Tokenizer> loaded = new ConcurrentHashMap<>();
        return new ModelTokenizers(model -> model.tokenizer() == null ? counts.tokenizer() : loaded.computeIfAbsent(model.tokenizer(),
                id -> new RememberedCounts(ModelTokenizers.byId(id, "palimpsest.models." + model.name() + ".tokenizer"))), counts.tokenizer(), models);
    }
}
