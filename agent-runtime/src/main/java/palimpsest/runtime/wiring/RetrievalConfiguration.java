package palimpsest.runtime.wiring;

import java.util.LinkedHashMap;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.eval.RetrievalEvaluation;
import palimpsest.memory.eval.RetrievalSystem;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.text.Tokenizer;

/** Builds search, and what measures it. */
@Configuration(proxyBeanMethods = false)
public class RetrievalConfiguration {

    @Bean
    PassageSearch passageSearch(JdbcClient jdbc, TransactionTemplate transaction, EmbeddingService embeddings, Embedder embedder,
                                PalimpsestProperties properties) {
        // Without embeddings there is nothing to search by meaning.
        SearchMode mode = properties.embedding().enabled() ? properties.search().mode() : SearchMode.LEXICAL;
        return new PostgresPassageSearch(jdbc, transaction, embeddings, embedder.id(), mode);
    }

    @Bean
    TurnIngestion turnIngestion(JdbcClient jdbc, TransactionTemplate transaction, DocumentStore documents, Tokenizer documentTokenizer,
                                EmbeddingService embeddings, PalimpsestProperties properties) {
        return new TurnIngestion(jdbc, transaction, documents, documentTokenizer, properties.search().language(), embeddings::wake);
    }

    @Bean
    @Lazy
    RetrievalEvaluation retrievalEvaluation(JdbcClient jdbc, TurnIngestion ingestion, EmbeddingService embeddings) {
        return new RetrievalEvaluation(jdbc, ingestion, embeddings);
    }

    @Bean
    @Lazy
    RetrievalSystems retrievalSystems(JdbcClient jdbc, TransactionTemplate transaction, EmbeddingService embeddings, Embedder embedder) {
        var systems = new LinkedHashMap<String, RetrievalSystem>();
        for (SearchMode mode : new SearchMode[] {SearchMode.DENSE, SearchMode.LEXICAL, SearchMode.HYBRID}) {
            systems.put(mode.name().toLowerCase(Locale.ROOT),
                    RetrievalSystem.of(new PostgresPassageSearch(jdbc, transaction, embeddings, embedder.id(), mode)));
        }
        return new RetrievalSystems(systems);
    }
}
