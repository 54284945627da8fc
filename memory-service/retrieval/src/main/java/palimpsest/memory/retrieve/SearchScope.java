package palimpsest.memory.retrieve;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.embed.VectorModels;

/**
 * What is searched: documents that exist, and their sizes. Where none are named, those that were taken out of every conversation which read from them, or were replaced there, are left out.
 *
 * @param documents in the order by which equal hits are ordered
 * @param model     of the query: its vectors are compared
 * @param embedded  how many of the passages have an embedding of that model
 * @param others    how many have one of another model that is in use, so that nothing can be said of their meaning
 */
record SearchScope(String tenant, UUID[] documents, String[] configs, long passages, long words, String model, long embedded, long others) {

    private record Embedded(long own, long others) {}

    private record Row(UUID document, String config, long passages, long words) {}

    static SearchScope of(JdbcClient jdbc, SearchQuery query, VectorModels models) {
        String model = models.modelOf(query.text() == null ? "" : query.text());
        boolean everything = query.documentIds() == null;
        UUID[] wanted = everything ? new UUID[0] : query.documentIds().stream().distinct().toArray(UUID[]::new);
        List<Row> rows = jdbc.sql("""
                select id, text_config, passages, words from document
                where tenant = :tenant and deleted_at is null and (:everything or id = any(:ids))
                  and not (:everything and id in (
                      select gone.document_id from conversation_document gone where gone.tenant = :tenant and not gone.attached
                          and not exists (select from conversation_document kept where kept.document_id = gone.document_id and kept.tenant = gone.tenant and kept.attached)))
                order by array_position(:ids, id), created_at, id
                """)
                .param("tenant", query.tenant()).param("everything", everything).param("ids", wanted)
                .query((row, n) -> new Row(row.getObject(1, UUID.class), row.getString(2), row.getLong(3), row.getLong(4))).list();
        UUID[] documents = rows.stream().map(Row::document).toArray(UUID[]::new);
        Embedded embedded = documents.length == 0 ? new Embedded(0, 0) : embedded(jdbc, query.tenant(), documents, models, model);
        return new SearchScope(query.tenant(), documents, rows.stream().map(Row::config).distinct().sorted().toArray(String[]::new),
                rows.stream().mapToLong(Row::passages).sum(), rows.stream().mapToLong(Row::words).sum(), model, embedded.own(), embedded.others());
    }

    private static Embedded embedded(JdbcClient jdbc, String tenant, UUID[] documents, VectorModels models, String model) {
        return jdbc.sql("""
                select count(*) filter (where model = :model), count(*) filter (where model <> :model) from passage_embedding
                where document_id = any(:documents) and tenant = :tenant and model = any(:models)
                """)
                .param("documents", documents).param("tenant", tenant).param("models", models.ids().toArray(String[]::new)).param("model", model)
                .query((row, n) -> new Embedded(row.getLong(1), row.getLong(2))).single();
    }

    /** Places of the documents, for ties. */
    Map<UUID, Integer> order() {
        var order = new HashMap<UUID, Integer>();
        Arrays.stream(documents).forEach(document -> order.put(document, order.size()));
        return order;
    }
}
