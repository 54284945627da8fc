package palimpsest.runtime.wiring;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.retrieve.AssociativePassageSearch;
import palimpsest.memory.retrieve.ExpandedPassageSearch;
import palimpsest.memory.retrieve.PassageLinks;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.RemoteReranker;
import palimpsest.memory.retrieve.RerankedPassageSearch;
import palimpsest.memory.retrieve.RerankedPassageSearch.Depth;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.retrieve.RerankingOfProse;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.text.Thesaurus;
import palimpsest.memory.text.Tokenizer;

/** Builds search. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({PalimpsestProperties.class, RerankerProperties.class})
public class RetrievalConfiguration {

    /** Hits that an endpoint judges, which may be paid for each. */
    private static final Depth SENT = new Depth(50, 50);
    private static final Duration LINK_HALF_LIFE = Duration.ofDays(30);

    @Bean
    @ConditionalOnMissingBean
    PassageSearch passageSearch(JdbcClient jdbc, TransactionTemplate transaction, EmbeddingService embeddings, Embedder embedder,
                                PassageLinks links, SearchReranker reranker, PalimpsestProperties properties) {
        // Without embeddings there is nothing to search by meaning.
        SearchMode mode = properties.searchMode();
        PassageSearch search = new PostgresPassageSearch(jdbc, transaction, embeddings, embedder.models(), mode);
        if (mode == SearchMode.HYBRID) {
            search = new ExpandedPassageSearch(search, Thesaurus.shared());
        }
        if (properties.search().associative()) {
            search = new AssociativePassageSearch(search, links);
        }
        if (reranker.used() == null) {
            return search;
        }
        if (properties.reranking() == PalimpsestProperties.Reranking.REMOTE) {
            return new RerankedPassageSearch(search, reranker.used(), SENT);
        }
        return new RerankedPassageSearch(search, new RerankingOfProse(reranker.used()), Depth.LOCAL);
    }

    /** The same for search and memory: what is off is off in both. */
    @Bean
    SearchReranker searchReranker(ObjectProvider<Reranker> bean, PalimpsestProperties properties, RerankerProperties reranking) {
        if (reranking.deadlineOrDefault().isNegative() || reranking.deadlineOrDefault().isZero()) {
            throw new ConfigurationMistake("palimpsest.reranker.deadline must be longer than nothing, and is " + reranking.deadline()
                    + ". To switch reranking off, set palimpsest.search.reranker=none.");
        }
        return switch (properties.reranking()) {
            case NONE -> new SearchReranker(null, null, false);
            case REMOTE -> new SearchReranker(remote(reranking), reranking.deadlineOrDefault(), true);
            case QRRANKER -> new SearchReranker(local(bean.getIfUnique(), properties), reranking.deadlineOrDefault(), false);
        };
    }

    private static Reranker local(Reranker bean, PalimpsestProperties properties) {
        if (bean == null && properties.search().reranker() != null) {
            throw new ConfigurationMistake("palimpsest.search.reranker=qrranker: QRRanker needs com.microsoft.onnxruntime:onnxruntime, "
                    + "ai.djl.huggingface:tokenizers and org.tribuo:tribuo-util-onnx on the class path, or a bean of type Reranker. Add them, or leave the property out.");
        }
        return bean;
    }

    private static Reranker remote(RerankerProperties reranking) {
        if (reranking.url() == null || !List.of("http", "https").contains(String.valueOf(reranking.url().getScheme()).toLowerCase(Locale.ROOT))) {
            throw new ConfigurationMistake("palimpsest.search.reranker=remote needs palimpsest.reranker.url, the http or https address of a rerank endpoint, "
                    + "such as http://127.0.0.1:8080/rerank.");
        }
        return new RemoteReranker(new RemoteReranker.Endpoint(reranking.url(), reranking.dialect(), reranking.modelName(), reranking.apiKey()));
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
