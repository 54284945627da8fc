package palimpsest.runtime.wiring;

import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.audit.AuditLog;
import palimpsest.memory.conversation.PostgresRetentionStore;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.HistoryStore;
import palimpsest.memory.log.PostgresHistoryStore;
import palimpsest.memory.note.NoteStore;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.history.ConversationExport;
import palimpsest.runtime.history.ConversationImport;
import palimpsest.runtime.history.HistorySweep;
import palimpsest.runtime.history.ImportedAgents;
import palimpsest.runtime.history.ImportedDocuments;
import palimpsest.runtime.history.RetentionPolicy;
import palimpsest.runtime.history.RetentionPolicy.Rule;

/** Histories that come, go and age; the audit log is one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
public class HistoryConfiguration {

    @Bean
    HistoryStore historyStore(JdbcTemplate jdbc, TransactionTemplate transaction) {
        return new PostgresHistoryStore(jdbc, transaction);
    }

    @Bean
    AuditLog auditLog(JdbcClient jdbc) {
        return new AuditLog(jdbc);
    }

    @Bean
    ConversationExport conversationExport(Conversations conversations, Agents agents, NoteStore notes, DocumentStore documents, EventLog log) {
        return new ConversationExport(conversations, agents, notes, documents, log);
    }

    @Bean
    ConversationImport conversationImport(Conversations conversations, Agents agents, HistoryStore histories, DocumentStore documents,
                                          Ingestion ingestion, TenantModels models, ModelTokenizers tokenizers, PalimpsestProperties properties) {
        return new ConversationImport(conversations, histories, new ImportedAgents(agents, models), new ImportedDocuments(documents, ingestion),
                tokenizers::of, properties.histories().maxImportSize().toBytes());
    }

    @Bean(destroyMethod = "close")
    HistorySweep historySweep(JdbcClient jdbc, HistoryStore histories, AuditLog audit, PalimpsestProperties properties, SecurityProperties security, Clock clock) {
        var retention = properties.retention();
        Map<String, Rule> agents = retention.agents().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, rule -> new Rule(rule.getValue().keepFor(), rule.getValue().keepNewest())));
        return new HistorySweep(new PostgresRetentionStore(jdbc), histories, new RetentionPolicy(new Rule(retention.keepFor(), retention.keepNewest()), agents),
                retention.compactAfter(), audit, security.audit().keepFor(), clock);
    }
}
