package palimpsest.runtime.wiring;

import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.MemoryNeeds;
import palimpsest.memory.longterm.CallBudget;
import palimpsest.memory.longterm.ConversationCursor;
import palimpsest.memory.longterm.DroppedTexts;
import palimpsest.memory.longterm.FeedbackErasure;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.MemoryEnrichment;
import palimpsest.memory.longterm.RecordEmbedding;
import palimpsest.memory.longterm.UserMemory;
import palimpsest.memory.meta.evolve.EvolutionStore;
import palimpsest.memory.meta.evolve.PostgresEvolutionStore;
import palimpsest.memory.meta.feedback.FeedbackStore;
import palimpsest.memory.meta.feedback.PostgresFeedbackStore;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.loop.RunRecall;
import palimpsest.runtime.memory.ConversationMemory;
import palimpsest.runtime.memory.QuestionRecall;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.UnknownModelException;
import palimpsest.tools.memory.ForgetMemory;
import palimpsest.tools.memory.RecallMemory;
import palimpsest.tools.memory.RememberFact;

/** Long-term memory, and what works on it in the background. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MemoryProperties.class)
public class MemoryConfiguration {

    /** People ask more slowly than that; of a program that goes on asking one look takes in several runs. */
    private static final ConversationMemory.Pace LOOKS = new ConversationMemory.Pace(4, Duration.ofSeconds(2));

    /** What is recalled is reranked unless reranking is switched off in so many words, or embedding is. */
    @Bean
    @ConditionalOnMissingBean
    LongTermMemory longTermMemory(JdbcClient jdbc, TransactionTemplate transaction, Embedder embedder, SearchReranker reranker, NoteStore notes, ObjectProvider<FeedbackStore> feedback,
                                  ObjectProvider<MemoryGate> gate, PalimpsestProperties properties, MemoryProperties memory, Clock clock) {
        Double threshold = memory.threshold();
        if (threshold != null && !(threshold > 0 && threshold < 1)) {
            throw new ConfigurationMistake("palimpsest.memory.threshold is a probability: give a number between 0 and 1.");
        }
        var settings = new LongTermMemory.Settings(profile(memory), threshold, gate.getIfUnique(), properties.search().fixedLanguage(), memory.links(),
                new MemoryNeeds(memory.needs()), memory.associative());
        return new LongTermMemory(jdbc, transaction, properties.embedding().enabled() ? embedder : null, reranker.used(), notes, erasure(feedback.getIfAvailable(() -> new PostgresFeedbackStore(jdbc)), new PostgresEvolutionStore(jdbc, transaction)), settings, clock);
    }

    /** With what evolutions keep of feedback: its questions are their cases. What was kept before rules were switched off goes, too. */
    private static FeedbackErasure erasure(FeedbackStore feedback, EvolutionStore evolutions) {
        return (tenant, conversations) -> {
            evolutions.erase(tenant, conversations.stream().flatMap(conversation -> feedback.of(tenant, conversation).stream()).map(each -> each.id().toString()).toList());
            return feedback.erase(tenant, conversations);
        };
    }

    @Bean(destroyMethod = "close")
    DroppedTexts droppedTexts(LongTermMemory memory, MemoryProperties properties) {
        if (properties.droppedKeep().isNegative()) {
            throw new ConfigurationMistake("palimpsest.memory.dropped-keep can't be negative, and is " + properties.droppedKeep() + ".");
        }
        return new DroppedTexts(memory, properties.droppedKeep()).begin(Duration.ofMinutes(1), Duration.ofHours(1));
    }

    @Bean(destroyMethod = "close")
    RecordEmbedding recordEmbedding(LongTermMemory memory) {
        return new RecordEmbedding(memory).begin(Duration.ofSeconds(20), Duration.ofHours(1));
    }

    @Bean
    UserMemory userMemory(LongTermMemory memory, JdbcClient jdbc) {
        return new UserMemory(memory, new ConversationCursor(jdbc));
    }

    @Bean
    RecallMemory recallMemory(UserMemory memory) {
        return new RecallMemory(memory);
    }

    @Bean
    RememberFact rememberFact(UserMemory memory) {
        return new RememberFact(memory);
    }

    @Bean
    ForgetMemory forgetMemory(UserMemory memory) {
        return new ForgetMemory(memory);
    }

    /** Only agents that are offered {@code recallMemory} begin with what is remembered. */
    @Bean
    RunRecall runRecall(UserMemory memory, Tokenizer documentTokenizer, MemoryProperties properties) {
        if (properties.recallTokens() < 0) {
            throw new ConfigurationMistake("palimpsest.memory.recall-tokens can't be negative, and is " + properties.recallTokens() + ".");
        }
        return new QuestionRecall(memory, documentTokenizer::count, properties.recallTokens());
    }

    private static GateProfile profile(MemoryProperties memory) {
        try {
            GateProfile profile = GateProfile.named(memory.profile());
            FittedProfiles.tell("memory's gate", profile.fittedOn(), profile.licence());
            return profile;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake("palimpsest.memory.profile: " + e.getMessage());
        }
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnProperty("palimpsest.memory.model")
    MemoryEnrichment memoryEnrichment(LongTermMemory memory, ModelCatalog models, MemoryProperties properties, Clock clock) {
        AgentModel model;
        try {
            model = models.get(properties.model());
        } catch (UnknownModelException e) {
            throw new ConfigurationMistake("palimpsest.memory.model: " + e.getMessage());
        }
        if (!model.languageModel()) {
            throw new ConfigurationMistake("palimpsest.memory.model: " + model.name() + " is no language model. Name one that is, or leave the property out.");
        }
        return new MemoryEnrichment(memory, model.chatModel(), new CallBudget(properties.callsPerHour(), Duration.ofHours(1), clock)).start();
    }

    @Bean(destroyMethod = "close")
    @Conditional(OnMemory.class)
    ConversationMemory conversationMemory(LongTermMemory memory, ConversationLog conversations, JdbcClient jdbc, TransactionTemplate transaction, EventFeed feed,
                                          ObjectProvider<MemoryEnrichment> enrichment) {
        var taking = new ConversationMemory(memory, conversations, new ConversationCursor(jdbc), transaction,
                () -> enrichment.ifAvailable(MemoryEnrichment::wake), LOOKS);
        feed.onRunFinished(taking::runFinished);
        taking.catchUp();
        return taking.keepUp(Duration.ofMinutes(5));
    }
}
