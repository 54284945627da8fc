package palimpsest.springai;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.ai.chat.client.advisor.api.BaseAdvisor;
import org.springframework.ai.chat.memory.ChatMemoryRepository;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.context.SecurityContextHolder;
import palimpsest.memory.embed.Embedder;
import palimpsest.starter.PalimpsestAutoConfiguration;
import palimpsest.starter.PalimpsestStores;
import palimpsest.starter.RuntimeContext;

/** Chat memory, vector store and advisor as beans, before Spring AI's own would come. {@code palimpsest.spring-ai.*}; each is replaceable. */
@AutoConfiguration(after = PalimpsestAutoConfiguration.class,
        beforeName = "org.springframework.ai.model.chat.memory.autoconfigure.ChatMemoryAutoConfiguration")
@ConditionalOnBooleanProperty(name = {"palimpsest.enabled", "palimpsest.spring-ai.enabled"}, matchIfMissing = true)
@EnableConfigurationProperties(SpringAiProperties.class)
public class SpringAiAutoConfiguration {

    /** The authenticated user, where Spring Security is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SecurityContextHolder.class)
    static class SecuredUser {
        @Bean
        @ConditionalOnMissingBean
        CurrentUser palimpsestCurrentUser(SpringAiProperties properties) {
            return () -> {
                var authentication = SecurityContextHolder.getContext().getAuthentication();
                return authentication == null || authentication.getName().isBlank() ? properties.user() : authentication.getName();
            };
        }
    }

    /** One user for all. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("org.springframework.security.core.context.SecurityContextHolder")
    static class OneUser {
        @Bean
        @ConditionalOnMissingBean
        CurrentUser palimpsestCurrentUser(SpringAiProperties properties) {
            return properties::user;
        }
    }

    @Bean
    @ConditionalOnMissingBean
    ChatMemoryRepository palimpsestChatMemoryRepository(PalimpsestStores stores, CurrentUser user) {
        return new StoredChatMemoryRepository(stores, user);
    }

    /** With the application's embedding model, or else the engine's. */
    @Bean
    @ConditionalOnMissingBean(VectorStore.class)
    SegmentVectorStore palimpsestVectorStore(PalimpsestStores stores, RuntimeContext runtime, ObjectProvider<EmbeddingModel> models,
                                             ObjectProvider<ObservationRegistry> observations, SpringAiProperties properties) {
        EmbeddingModel model = models.getIfUnique(() -> new EngineEmbeddingModel(runtime.get(Embedder.class)));
        var builder = SegmentVectorStore.builder(stores, model).collection(properties.collection());
        observations.ifUnique(builder::observationRegistry);
        return builder.build();
    }

    /** Takes in what is said only where no chat memory of ours does that. */
    @Bean
    @ConditionalOnMissingBean
    LongTermMemoryAdvisor palimpsestMemoryAdvisor(PalimpsestStores stores, CurrentUser user, ObjectProvider<ChatMemoryRepository> repositories,
                                                  SpringAiProperties properties) {
        boolean kept = repositories.stream().anyMatch(StoredChatMemoryRepository.class::isInstance);
        return new LongTermMemoryAdvisor(stores, user, properties.memoryLimit(), !kept, BaseAdvisor.HIGHEST_PRECEDENCE + 500);
    }
}
