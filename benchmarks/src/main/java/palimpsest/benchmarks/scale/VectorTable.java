package palimpsest.benchmarks.scale;

import com.pgvector.PGvector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A table of embeddings alone, with one HNSW index at a time. */
final class VectorTable implements AutoCloseable {

    private static final int BATCH = 500;
    private static final int NEAREST = 10;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    VectorTable(JdbcClient jdbc, TransactionTemplate transaction, ClusteredVectors vectors, int size) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        jdbc.sql("create table bench_scale (id bigint generated always as identity primary key, embedding vector not null)").update();
        for (int from = 0; from < size; from += BATCH) {
            String[] batch = new String[Math.min(BATCH, size - from)];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = new PGvector(vectors.next()).getValue();
            }
            jdbc.sql("insert into bench_scale (embedding) select cast(v as vector) from unnest(cast(:batch as text[])) as v").param("batch", batch).update();
        }
        jdbc.sql("analyze bench_scale").update();
    }

    /** The ten nearest by comparing all: what an index should find. */
    Set<Long> exact(float[] query) {
        return nearest("vector", query, 0);
    }

    Set<Long> byIndex(String type, float[] query, int efSearch) {
        return nearest(type, query, efSearch);
    }

    private Set<Long> nearest(String type, float[] query, int efSearch) {
        return transaction.execute(status -> {
            jdbc.sql("select set_config('enable_indexscan', :index, true), set_config('hnsw.ef_search', :ef, true)")
                    .param("index", efSearch > 0 ? "on" : "off").param("ef", String.valueOf(Math.max(1, efSearch))).query().listOfRows();
            List<Long> ids = jdbc.sql("select id from bench_scale order by cast(embedding as %1$s) <=> cast(:query as %1$s) limit :limit".formatted(width(type)))
                    .param("query", new PGvector(query).getValue()).param("limit", NEAREST).query(Long.class).list();
            return new HashSet<>(ids);
        });
    }

    private static String width(String type) {
        return type + "(" + ClusteredVectors.DIMENSIONS + ")";
    }

    /** Seconds that building took. */
    double build(String type) {
        long start = System.nanoTime();
        jdbc.sql("create index bench_scale_index on bench_scale using hnsw ((cast(embedding as %s)) %s_cosine_ops)".formatted(width(type), type)).update();
        return (System.nanoTime() - start) / 1e9;
    }

    double indexMegabytes() {
        return jdbc.sql("select pg_relation_size('bench_scale_index')").query(Long.class).single() / 1e6;
    }

    void drop() {
        jdbc.sql("drop index bench_scale_index").update();
    }

    @Override
    public void close() {
        jdbc.sql("drop table if exists bench_scale").update();
    }
}
