package palimpsest.memory.retrieve;

import com.pgvector.PGvector;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.retrieve.LexicalSearch.Scope;

/** Finds passages by meaning. */
final class DenseSearch {

    /** Up to here every vector is compared, which is exact and fast enough. */
    private static final long EXACT = 20_000;
    private static final int OVERFETCH = 1000; // the most that pgvector's ef_search takes

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final String model;
    private final long exact;

    DenseSearch(JdbcClient jdbc, TransactionTemplate transaction, String model) {
        this(jdbc, transaction, model, EXACT);
    }

    DenseSearch(JdbcClient jdbc, TransactionTemplate transaction, String model, long exact) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.model = model;
        this.exact = exact;
    }

    /** @param cosine in [-1, 1] */
    record Found(Place place, double cosine) {}

    /** How many passages of the scope have an embedding. */
    long embedded(Scope scope) {
        return jdbc.sql("select count(*) from passage_embedding where document_id = any(:documents) and tenant = :tenant and model = :model")
                .param("documents", scope.documents()).param("tenant", scope.tenant()).param("model", model)
                .query(Long.class).single();
    }

    /** The nearest passages, nearest first. */
    List<Found> search(Scope scope, long embedded, float[] query, int limit) {
        if (embedded > exact) {
            List<Found> found = transaction.execute(status -> {
                // for this transaction only: an embedded database has one session for all
                jdbc.sql("select set_config('hnsw.ef_search', :depth, true)").param("depth", String.valueOf(OVERFETCH)).query().listOfRows();
                return nearest(scope, query, limit);
            });
            // few of the nearest belong to the documents asked for: then only comparing all of them will do
            if (found.size() >= Math.min(limit, embedded)) {
                return found;
            }
        }
        return all(scope, query, limit);
    }

    private List<Found> all(Scope scope, float[] query, int limit) {
        return jdbc.sql("""
                select p.id, p.document_id, p.seq, p.char_start, p.char_end, n.distance
                from (select e.passage_id, e.embedding <=> cast(:query as vector) as distance
                      from passage_embedding e
                      where e.document_id = any(:documents) and e.tenant = :tenant and e.model = :model and e.dimensions = :dimensions
                      order by distance, e.passage_id
                      limit :limit) n
                join passage p on p.id = n.passage_id
                order by n.distance, p.id
                """)
                .param("query", new PGvector(query).getValue()).param("documents", scope.documents()).param("tenant", scope.tenant())
                .param("model", model).param("dimensions", query.length).param("limit", limit)
                .query((row, n) -> new Found(LexicalSearch.place(row), cosine(row.getDouble("distance")))).list();
    }

    private List<Found> nearest(Scope scope, float[] query, int limit) {
        // the width and the condition are written out as they are in the index, or the planner would not use it; it is a number of ours
        String vector = "vector(" + query.length + ")";
        return jdbc.sql("""
                select p.id, p.document_id, p.seq, p.char_start, p.char_end, n.distance
                from (select e.passage_id, e.document_id, e.tenant, e.model,
                             cast(e.embedding as %1$s) <=> cast(:query as %1$s) as distance
                      from passage_embedding e
                      where e.dimensions = %2$d
                      order by cast(e.embedding as %1$s) <=> cast(:query as %1$s)
                      limit :depth) n
                join passage p on p.id = n.passage_id
                where n.document_id = any(:documents) and n.tenant = :tenant and n.model = :model
                order by n.distance, p.id
                limit :limit
                """.formatted(vector, query.length))
                .param("query", new PGvector(query).getValue()).param("documents", scope.documents()).param("tenant", scope.tenant())
                .param("model", model).param("depth", OVERFETCH).param("limit", limit)
                .query((row, n) -> new Found(LexicalSearch.place(row), cosine(row.getDouble("distance")))).list();
    }

    private static double cosine(double distance) {
        return Double.isNaN(distance) ? -1 : 1 - distance; // a vector of zeros is near to nothing
    }
}
