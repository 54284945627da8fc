package palimpsest.runtime.wiring;

import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.associate.AssociativePassageSearch;
import palimpsest.memory.associate.PassageLinks;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.rerank.QRRanker;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.retrieve.RerankingWhenAvailable;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.RerankedPassageSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.wiring.PalimpsestProperties.Reranking;

/** Builds search. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PalimpsestProperties.class)
public class RetrievalConfiguration {

    /** Hits that a reranker judges: among them is nearly all that search finds at all (docs/retrieval.md). */
    private static final int RERANKED = 50;
    private static final Duration LINK_HALF_LIFE = Duration.ofDays(30);

    @Bean
    @ConditionalOnMissingBean
    PassageSearch passageSearch(JdbcClient jdbc, TransactionTemplate transaction, EmbeddingService embeddings, Embedder embedder,
                                PassageLinks links, ObjectProvider<Reranker> reranker, PalimpsestProperties properties) {
        // Without embeddings there is nothing to search by meaning.
        SearchMode mode = properties.searchMode();
        PassageSearch search = new PostgresPassageSearch(jdbc, transaction, embeddings, embedder.id(), mode);
        if (properties.search().associative()) {
            search = new AssociativePassageSearch(search, links);
        }
        boolean plain = properties.search().reranker() == Reranking.NONE || !properties.embedding().enabled();
        if (plain) {
            return search;
        }
        Reranker used = reranker.getIfUnique();
        if (used == null) {
            throw new ConfigurationMistake("palimpsest.search.reranker=qrranker: QRRanker needs com.microsoft.onnxruntime:onnxruntime, "
                    + "ai.djl.huggingface:tokenizers and org.tribuo:tribuo-util-onnx on the class path, or a bean of type Reranker. Add them, or leave the property out.");
        }
        return new RerankedPassageSearch(search, used, RERANKED);
    }

    @Bean
    PassageLinks passageLinks(JdbcClient jdbc, Clock clock) {
        return new PassageLinks(jdbc, clock, LINK_HALF_LIFE);
    }

    @Bean
    TurnIngestion turnIngestion(JdbcClient jdbc, TransactionTemplate transaction, DocumentStore documents, Tokenizer documentTokenizer,
                                EmbeddingService embeddings, PalimpsestProperties properties) {
        return new TurnIngestion(jdbc, transaction, documents, documentTokenizer, properties.search().language(), embeddings::wake);
    }
}
