package palimpsest.evaluation.command;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.evaluation.replay.Replay;
import palimpsest.evaluation.retrieval.AssociationEvaluation;
import palimpsest.evaluation.retrieval.EvaluationTenant;
import palimpsest.evaluation.retrieval.MemoryEvaluation;
import palimpsest.evaluation.retrieval.PassageEvaluation;
import palimpsest.evaluation.retrieval.RetrievalEvaluation;
import palimpsest.evaluation.retrieval.RetrievalSystem;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.FileIngestion;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.ingest.TextReader;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.meta.MetaMemory;
import palimpsest.memory.rerank.QRRanker;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.memory.retrieve.AssociativePassageSearch;
import palimpsest.memory.retrieve.PassageLinks;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.RerankedPassageSearch;
import palimpsest.memory.retrieve.RerankedPassageSearch.Depth;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.retrieve.RerankingWhenAvailable;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.loop.RunEnding;
import palimpsest.runtime.loop.RunLoop;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.wiring.PalimpsestProperties;
import palimpsest.runtime.wiring.StorageConfiguration;
import palimpsest.tools.ContextTools;

/** Builds what measures: beans that only the commands of evaluation have. */
@Configuration(proxyBeanMethods = false)
class EvaluationConfiguration {

    /** Hits that a reranker judges: as in a product whose search reranks. */

    /** With the reference's way of counting and searching, whatever is configured for agents. */
    @Bean
    Replay replay(JdbcClient jdbc, TransactionTemplate transaction, DocumentStore documents, EmbeddingService embeddings, Embedder embedder,
                  ConversationStore store, ConversationLog log, TextReader reader, PalimpsestProperties properties) {
        var words = new WhitespaceTokenizer();
        var ingestion = new FileIngestion(jdbc, transaction, documents, words, reader, StorageConfiguration.settings(properties), () -> { });
        var tools = ContextTools.over(documents, new PostgresPassageSearch(jdbc, transaction, embeddings, embedder.models(), SearchMode.LEXICAL));
        return new Replay(ingestion, store, log, new RunLoop(log, new ToolOffer(tools), documents, new RunEnding(documents, new CitationResolver())), words, tools.offeredByDefault());
    }

    /** The rules are those that stand in front of a question about anything. */
    @Bean
    @Lazy
    MemoryEvaluation memoryEvaluation(JdbcClient jdbc, TransactionTemplate transaction, Embedder embedder, Reranker reranker, Tokenizer documentTokenizer,
                                      MetaMemory metaMemory, PalimpsestProperties properties, Clock clock) {
        return new MemoryEvaluation(jdbc, transaction, properties.embedding().enabled() ? embedder : null, reranker, documentTokenizer::count,
                metaMemory.select(properties.tenant(), "What is remembered?").text(), clock);
    }

    /** Closed by the command that measures. */
    @Bean(destroyMethod = "")
    @Lazy
    EvaluationTenant evaluationTenant(JdbcClient jdbc, TransactionTemplate transaction) {
        return new EvaluationTenant(jdbc, transaction);
    }

    @Bean
    @Lazy
    RetrievalEvaluation retrievalEvaluation(JdbcClient jdbc, TransactionTemplate transaction, TurnIngestion ingestion, EmbeddingService embeddings) {
        return new RetrievalEvaluation(jdbc, transaction, ingestion, embeddings);
    }

    @Bean
    @Lazy
    PassageEvaluation passageEvaluation(JdbcClient jdbc, TransactionTemplate transaction, Ingestion ingestion, EmbeddingService embeddings) {
        return new PassageEvaluation(jdbc, transaction, ingestion, embeddings);
    }

    @Bean
    @Lazy
    AssociationEvaluation associationEvaluation(JdbcClient jdbc, TransactionTemplate transaction, Ingestion ingestion, PassageLinks links) {
        return new AssociationEvaluation(jdbc, transaction, ingestion, links);
    }

    @Bean
    @Lazy
    RetrievalSystems retrievalSystems(JdbcClient jdbc, TransactionTemplate transaction, EmbeddingService embeddings, Embedder embedder,
                                      PassageLinks links, PassageSearch configured) {
        var systems = new LinkedHashMap<String, RetrievalSystem>();
        for (SearchMode mode : new SearchMode[] {SearchMode.DENSE, SearchMode.LEXICAL, SearchMode.HYBRID}) {
            systems.put(mode.name().toLowerCase(Locale.ROOT),
                    RetrievalSystem.of(new PostgresPassageSearch(jdbc, transaction, embeddings, embedder.models(), mode)));
        }
        PassageSearch hybrid = systems.get("hybrid").forQuestionsAbout("");
        systems.put("lexical+associative", RetrievalSystem.of(new AssociativePassageSearch(systems.get("lexical").forQuestionsAbout(""), links)));
        systems.put("associative", RetrievalSystem.of(new AssociativePassageSearch(hybrid, links)));
        systems.put("hybrid+maxsim", RetrievalSystem.of(reranked(hybrid, RerankProfile.bundled().lateInteraction())));
        systems.put("hybrid+qrranker", RetrievalSystem.of(reranked(hybrid, RerankProfile.locomo())));
        systems.put("hybrid+qrranker-free", RetrievalSystem.of(reranked(hybrid, RerankProfile.bundled())));
        systems.put("configured", RetrievalSystem.of(configured));
        return new RetrievalSystems(systems);
    }

    private static PassageSearch reranked(PassageSearch search, RerankProfile profile) {
        return new RerankedPassageSearch(search, new RerankingWhenAvailable(() -> QRRanker.open(ModelFiles.bundled(RerankProfile.ENCODER), profile, "")), Depth.LOCAL);
    }
}
