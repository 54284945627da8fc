package palimpsest.runtime.wiring;

import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.file.MemoryFiles;
import palimpsest.memory.file.PostgresMemoryFiles;
import palimpsest.memory.meta.MetaMemory;
import palimpsest.memory.meta.MetaMemoryStore;
import palimpsest.memory.meta.MetaMemoryVersions;
import palimpsest.memory.meta.PostgresMetaMemoryStore;
import palimpsest.memory.meta.StoredMetaMemory;
import palimpsest.memory.meta.evolve.Answering;
import palimpsest.memory.meta.evolve.EvolutionModels;
import palimpsest.memory.meta.evolve.Evolutions;
import palimpsest.memory.meta.evolve.LanguageModelNeeded;
import palimpsest.memory.meta.evolve.PostgresEvolutionStore;
import palimpsest.memory.meta.feedback.FeedbackStore;
import palimpsest.memory.meta.feedback.PostgresFeedbackStore;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.conversation.AgentDefaults;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.AnswerReviews;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.ContextTerms;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.learning.LearningModel;
import palimpsest.runtime.learning.RunAnswering;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.UnknownModelException;
import palimpsest.tools.memory.MemoryTool;

/** Builds what is learned and kept over conversations: rules, evolutions, feedback, memory files. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({MetaMemoryProperties.class, MemoryToolProperties.class})
public class MetaMemoryConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MetaMemoryStore metaMemoryStore(JdbcClient jdbc) {
        return new PostgresMetaMemoryStore(jdbc);
    }

    @Bean
    MetaMemoryVersions metaMemoryVersions(MetaMemoryStore store) {
        return new MetaMemoryVersions(store);
    }

    @Bean
    @ConditionalOnMissingBean
    MetaMemory metaMemory(MetaMemoryStore store, Embedder embedder, MetaMemoryProperties properties, PalimpsestProperties runtime) {
        if (properties.most() < 1) {
            throw new ConfigurationMistake("palimpsest.meta-memory.most must be at least 1.");
        }
        return new StoredMetaMemory(store, runtime.embedding().enabled() ? embedder::query : null, properties.most());
    }

    @Bean(destroyMethod = "close")
    Evolutions evolutions(JdbcClient jdbc, TransactionTemplate transaction, MetaMemoryStore versions, ModelCatalog models, Tokenizer documentTokenizer,
                          MetaMemoryProperties properties, AgentDefaults agents, ToolOffer offer, DocumentStore documents, PassageSearch search, Clock clock) {
        if (properties.concurrency() < 1 || !properties.lease().isPositive()) {
            throw new ConfigurationMistake("palimpsest.meta-memory.concurrency must be at least 1, and palimpsest.meta-memory.lease longer than 0.");
        }
        return new Evolutions(new PostgresEvolutionStore(jdbc, transaction), versions,
                models(models, properties, agent -> new RunAnswering(terms(agents, agent), agent.chatModel(), documentTokenizer, offer, documents, search, clock)), documentTokenizer::count,
                new Evolutions.Settings(properties.concurrency(), properties.lease()));
    }

    /** As a conversation of the default agent would have it with this model. */
    private static RunTerms terms(AgentDefaults agents, AgentModel model) {
        int window = agents.windowOf(null, model);
        return new RunTerms(model.name(), model.languageModel(), agents.systemPrompt(), window, AgentDefaults.outputOf(model, window), agents.expectedSteps(),
                agents.maxSteps(), agents.keepAssistantText(), agents.toolsOf(Agents.DEFAULT), ContextTerms.DEFAULT);
    }

    private static Supplier<EvolutionModels> models(ModelCatalog models, MetaMemoryProperties properties, Function<AgentModel, Answering> answering) {
        return () -> {
            AgentModel learner = languageModel(models, properties.model(), "palimpsest.meta-memory.model");
            AgentModel judge = properties.judge() == null ? learner : languageModel(models, properties.judge(), "palimpsest.meta-memory.judge");
            return new EvolutionModels(new LearningModel(learner.chatModel()), new LearningModel(judge.chatModel()), answering.apply(learner));
        };
    }

    private static AgentModel languageModel(ModelCatalog models, String name, String property) {
        try {
            AgentModel model = name == null ? models.defaultModel() : models.get(name);
            if (!model.languageModel()) {
                throw new LanguageModelNeeded("Evolution needs a language model, and " + model.name() + " is none. Configure one under palimpsest.models "
                        + "and name it in " + property + ", or make it the default by palimpsest.default-model.");
            }
            return model;
        } catch (UnknownModelException e) {
            throw new LanguageModelNeeded(property + ": " + e.getMessage());
        }
    }

    @Bean
    @ConditionalOnMissingBean
    FeedbackStore feedbackStore(JdbcClient jdbc) {
        return new PostgresFeedbackStore(jdbc);
    }

    @Bean
    AnswerReviews answerReviews(Conversations conversations, ConversationLog log, DocumentStore documents, FeedbackStore store) {
        return new AnswerReviews(conversations, log, documents, store);
    }

    @Bean
    @ConditionalOnMissingBean
    MemoryFiles memoryFiles(JdbcClient jdbc, TransactionTemplate transaction, MemoryToolProperties properties) {
        return new PostgresMemoryFiles(jdbc, transaction, new MemoryFiles.Limits(properties.maxFileCharacters(), properties.maxFiles()));
    }

    /** Files belong to the agent: what it wrote in one conversation it finds in the next. */
    @Bean
    MemoryTool memoryTool(MemoryFiles files, ConversationStore conversations) {
        return new MemoryTool(files, (tenant, conversation) -> conversations.findConversation(tenant, conversation)
                .map(found -> MemoryTool.ownerOf(found.agentId())).orElse(MemoryFiles.SHARED));
    }
}
