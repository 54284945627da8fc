package palimpsest.runtime.wiring;

import dev.langchain4j.model.chat.ChatModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.retrieve.PassageLinks;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.verified.MemoryOwner;
import palimpsest.memory.verified.PostgresVerifiedStore;
import palimpsest.memory.verified.VerifiedMemory;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.conversation.AgentPacks;
import palimpsest.runtime.conversation.AnswerReviews;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.FinishedRuns;
import palimpsest.runtime.conversation.VerifierReviews;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.memory.UsedTogether;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.UnknownModelException;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.verify.absence.AbsenceCheck;
import palimpsest.runtime.verify.absence.AbsenceProfile;
import palimpsest.runtime.verify.absence.AnswerFeatures;
import palimpsest.runtime.verify.absence.WordNearness;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.KnowledgeChecks;
import palimpsest.runtime.verify.claim.QuoteRecheck;
import palimpsest.runtime.verify.deep.DeepVerifier;
import palimpsest.runtime.verify.deep.VerifyTools;
import palimpsest.runtime.verify.kept.KeptClaims;
import palimpsest.runtime.verify.kept.KeptExplorations;
import palimpsest.runtime.verify.kept.VerifiedKeeping;
import palimpsest.runtime.verify.relevance.ParaphraseCheck;
import palimpsest.runtime.verify.relevance.PassageRelevance;
import palimpsest.runtime.verify.relevance.RelevanceCheck;
import palimpsest.runtime.verify.relevance.RelevanceProfile;
import palimpsest.runtime.verify.relevance.RerankedRelevance;
import palimpsest.runtime.verify.relevance.SearchProbe;
import palimpsest.runtime.verify.relevance.VerifierModel;
import palimpsest.runtime.wiring.PalimpsestProperties.Reranking;

/** Builds verification. Further checks are beans of type {@link Check}; a bean of type {@link Verifier} takes the place of it all. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({VerifyProperties.class, RerankerProperties.class})
public class VerifyConfiguration {

    private static final Duration WITH_MODEL = Duration.ofSeconds(60);

    @Bean
    @ConditionalOnMissingBean
    Verifier verifier(VerifyProperties properties, ObjectProvider<ShippedChecks> shipped, ObjectProvider<Check> own, ConversationStore store, VerifiedMemory memory,
                      TransactionTemplate transaction) {
        return !properties.enabled() ? Verifier.NONE : switch (properties.verifier()) {
            case VerifyProperties.NO_VERIFIER -> Verifier.NONE;
            case "default" -> checking(properties, shipped.getObject(), own, new KeptClaims(owners(store), memory, transaction));
            default -> throw new ConfigurationMistake("palimpsest.verify.verifier must be default or none, and is " + properties.verifier()
                    + ". A verifier of your own is a bean of type Verifier.");
        };
    }

    private static Verifier checking(VerifyProperties properties, ShippedChecks shipped, ObjectProvider<Check> own, KeptClaims known) {
        return new CheckingVerifier(Stream.concat(shipped.checks().stream(), own.orderedStream()).toList(), known, limits(properties, shipped.withModel()));
    }

    /** What an agent verified is shared by its conversations. */
    private static BiFunction<String, UUID, Optional<MemoryOwner>> owners(ConversationStore store) {
        return (tenant, id) -> store.findConversation(tenant, id).map(conversation -> MemoryOwner.agent(conversation.agentId()));
    }

    private static VerificationBudget.Limits limits(VerifyProperties properties, boolean withModel) {
        try {
            Duration deadline = properties.deadline() != null ? properties.deadline() : withModel ? WITH_MODEL : VerificationBudget.Limits.DEFAULT.deadline();
            return new VerificationBudget.Limits(properties.interactions(), properties.tokens(), deadline);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake("palimpsest.verify.interactions, .tokens, .deadline: " + e.getMessage());
        }
    }

    @Bean
    AnswerFeatures answerFeatures(Embedder embedder, PalimpsestProperties runtime) {
        return new AnswerFeatures(runtime.embedding().enabled() ? new WordNearness(embedder::passages) : null);
    }

    /** The checks of the default verifier that need nothing but the texts. */
    @Bean
    ShippedChecks shippedChecks(Embedder embedder, PassageSearch search, PalimpsestProperties runtime, VerifyProperties properties, ModelCatalog models, TenantModels tenantModels,
                                Tokenizer tokenizer, AnswerFeatures features, ObjectProvider<Reranker> reranker, RerankerProperties reranking, ObjectProvider<LawToolSet> law,
                                ObjectProvider<AgentPacks> packs, ConversationStore store, VerifiedMemory memory) {
        boolean dense = runtime.embedding().enabled();
        boolean named = properties.namesModel() && !properties.model().equals(VerifyProperties.OWN_MODEL);
        VerifierModel model = named ? new VerifierModel(languageModel(models, properties.model()), tokenizer::count) : null;
        var relevance = new PassageRelevance(dense ? embedder::query : null, dense ? text -> embedder.passages(List.of(text)).getFirst() : null);
        List<Check> checks = new ArrayList<>(KnowledgeChecks.all());
        AgentPacks known = packs.getIfUnique();
        BiPredicate<String, UUID> hasPack = (tenant, conversation) -> known != null && known.of(tenant, conversation).isPresent();
        // An agent with a pack is LawThinker's: its own model verifies unless another one is named. A checkpoint of StateLM was not trained to.
        boolean ofPacks = properties.model() == null && runtime.agent().profile() == PalimpsestProperties.Profile.FULL && known != null && known.any();
        if (properties.namesModel() || ofPacks) {
            // Before the check of relevance: the interactions are the inner agent's first.
            Function<Facts, Optional<ChatModel>> verifying = named ? facts -> Optional.of(languageModel(models, properties.model()))
                    : facts -> own(tenantModels, facts).filter(own -> !ofPacks || hasPack.test(facts.tenant(), facts.conversationId()));
            var tools = new VerifyTools(KnowledgeChecks.all(), search, law.getIfUnique(() -> LawToolSet.NONE).all(), hasPack);
            checks.add(new DeepVerifier(verifying, tokenizer::count, tools, new KeptExplorations(owners(store), memory), properties.interactions()));
        }
        if (properties.paraphrase()) {
            if (!properties.namesModel()) {
                throw new ConfigurationMistake("palimpsest.verify.paraphrase needs a language model: set palimpsest.verify.model to one of the configuration, or to agent.");
            }
            checks.add(new ParaphraseCheck(new CitationResolver(), facts -> named ? Optional.of(model) : own(tenantModels, facts).map(answers -> new VerifierModel(answers, tokenizer::count))));
        }
        checks.add(relevance(properties, dense, judging(reranker.getIfUnique(), reranking, runtime, properties), null, relevance));
        absence(properties, features, dense).ifPresent(checks::add);
        if (properties.probe()) {
            checks.add(new SearchProbe(search, model));
        }
        return new ShippedChecks(checks, properties.namesModel() || ofPacks);
    }

    /** By the reranker where one puts hits in order and its threshold is known: the fitted one is that of the shipped reranker. */
    private static RelevanceCheck relevance(VerifyProperties properties, boolean dense, Reranker reranker, VerifierModel model, PassageRelevance words) {
        Double own = properties.threshold();
        RelevanceProfile fitted = fitted(properties);
        double threshold = dense ? fitted.meaning() : fitted.words();
        if (reranker != null) {
            Double reranked = own != null ? own : fitted.reranked();
            return new RelevanceCheck(words, threshold, reranked == null ? null : new RelevanceCheck.Reranked(new RerankedRelevance(reranker, words), reranked), model);
        }
        if (own != null && (own < 0 || own > 1)) {
            throw new ConfigurationMistake("palimpsest.verify.threshold must be 0 to 1, and is " + own + ".");
        }
        return new RelevanceCheck(words, own != null ? own : threshold, null, model);
    }

    private static RelevanceProfile fitted(VerifyProperties properties) {
        try {
            RelevanceProfile profile = RelevanceProfile.named(properties.relevanceProfile());
            FittedProfiles.tell("the check of relevance", profile.fittedOn(), profile.licence());
            return profile;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake("palimpsest.verify.relevance-profile: " + e.getMessage());
        }
    }

    /** Null where none is used, or one whose scores nothing was fitted to: a threshold holds for one reranking profile. */
    private static Reranker judging(Reranker reranker, RerankerProperties reranking, PalimpsestProperties runtime, VerifyProperties properties) {
        boolean fitted = reranking.profile() == null ? properties.relevanceProfile() != null : properties.threshold() != null;
        return runtime.reranking() != Reranking.NONE && fitted ? reranker : null;
    }

    /** The model that answers, where it is a language model. */
    private static Optional<ChatModel> own(TenantModels models, Facts facts) {
        // Empty, too, for a model that was taken away meanwhile.
        return Optional.ofNullable(facts.model()).flatMap(name -> models.find(facts.tenant(), name)).filter(AgentModel::languageModel).map(AgentModel::chatModel);
    }

    private static ChatModel languageModel(ModelCatalog models, String name) {
        try {
            AgentModel model = models.get(name);
            if (!model.languageModel()) {
                throw new ConfigurationMistake("palimpsest.verify.model: " + name + " is no language model. Name one that is, or leave the property out.");
            }
            return model.chatModel();
        } catch (UnknownModelException e) {
            throw new ConfigurationMistake("palimpsest.verify.model: " + e.getMessage());
        }
    }

    private static Optional<Check> absence(VerifyProperties properties, AnswerFeatures features, boolean dense) {
        Double threshold = properties.absenceThreshold();
        if (threshold != null && (threshold < 0 || threshold > 1)) {
            throw new ConfigurationMistake("palimpsest.verify.absence-threshold must be 0 to 1, and is " + threshold + ".");
        }
        if (threshold != null && threshold == 0) {
            return Optional.empty();
        }
        try {
            AbsenceProfile profile = AbsenceProfile.named(properties.absenceProfile());
            FittedProfiles.tell("the check of absence", profile.fittedOn(), profile.licence());
            FittedProfiles.tell("the check of absence in memory", profile.memory().fittedOn(), profile.memory().licence());
            return Optional.of(new AbsenceCheck(features, dense ? profile : profile.withoutEmbeddings(), threshold));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake("palimpsest.verify.absence-profile: " + e.getMessage());
        }
    }

    /**
     * Kept together: a check of somebody's own is a bean beside them.
     *
     * @param withModel whether one of them may ask a language model
     */
    record ShippedChecks(List<Check> checks, boolean withModel) {}

    @Bean
    VerifiedMemory verifiedMemory(JdbcClient jdbc, TransactionTemplate transaction, DocumentStore documents) {
        return new VerifiedMemory(new PostgresVerifiedStore(jdbc, transaction), documents, new QuoteRecheck());
    }

    private static TransactionTemplate nested(TransactionTemplate transaction) {
        var nested = new TransactionTemplate(transaction.getTransactionManager());
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        return nested;
    }

    @Bean
    FinishedRuns finishedRuns(ConversationLog log, ObjectProvider<AnswerReviews> reviews, ConversationStore store, DocumentStore documents, VerifiedMemory memory,
                              PassageLinks links, EventFeed feed, TransactionTemplate transaction) {
        var keeping = new VerifiedKeeping(store, documents, memory, new KeptExplorations(owners(store), memory));
        AnswerReviews kept = reviews.getIfUnique();
        var finished = new FinishedRuns((tenant, end) -> log.ofRun(tenant, end.conversationId(), end.runId(), end.seq()),
                Stream.of(kept == null ? null : new VerifierReviews(kept), keeping, new UsedTogether(links::record)).filter(Objects::nonNull).toList(), transaction,
                nested(transaction));
        feed.onRunFinished(finished);
        return finished;
    }
}
