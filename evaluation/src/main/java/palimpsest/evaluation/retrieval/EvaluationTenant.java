package palimpsest.evaluation.retrieval;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A tenant that something is measured with. Its rows are removed at the end: they are nobody's data. */
public final class EvaluationTenant implements AutoCloseable {

    /** Every table that has a tenant but the audit log, which nothing is removed from: those that refer to others first. */
    static final List<String> TABLES = List.of("memory_link", "memory_source", "memory_record", "memory_decision", "memory_cluster", "memory_cursor", "memory_chat", "memory_receipt",
            "memory_forgotten", "meta_feedback", "meta_training_case", "meta_evolution_item", "meta_evolution", "meta_memory_version", "memory_file_version", "memory_file_command", "verified_item", "note_version",
            "context_checkpoint", "caller_turn", "conversation_document", "event", "run", "segment", "passage_link", "passage_embedding", "passage", "document", "conversation", "agent", "model_connection", "api_key");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final String name;

    public EvaluationTenant(JdbcClient jdbc, TransactionTemplate transaction) {
        this(jdbc, transaction, newName());
    }

    /** One that outlives a start of the product. @param name as {@link #newName} gives it */
    public EvaluationTenant(JdbcClient jdbc, TransactionTemplate transaction, String name) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.name = name;
    }

    public static String newName() {
        return "evaluation-" + UUID.randomUUID();
    }

    public String name() {
        return name;
    }

    @Override
    public void close() {
        transaction.executeWithoutResult(status -> {
            // what is due of a run is named by the run's id and a turn
            delete("delete from scheduled_tasks where split_part(task_instance, '/', 1) in (select id::text from run where tenant = :tenant)");
            TABLES.forEach(table -> delete("delete from " + table + " where tenant = :tenant"));
        });
    }

    private void delete(String sql) {
        jdbc.sql(sql).param("tenant", name).update();
    }
}
