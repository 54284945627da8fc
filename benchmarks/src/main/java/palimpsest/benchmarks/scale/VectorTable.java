package palimpsest.benchmarks.scale;

import com.pgvector.PGvector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A table of embeddings of a hundred tenants, each with as many, with one HNSW index at a time. */
final class VectorTable implements AutoCloseable {

    private static final int BATCH = 500;
    private static final int NEAREST = 10;
    static final int TENANTS = 100;
    /** As search asks an index: see NearestIndex.DEPTH. */
    private static final int DEPTH = 1000;
    /** As many nearest as search asks for: see PostgresPassageSearch. */
    static final int SEARCHED = 100;
    static final String NAME = "bench_scale";
    static final String PARTITIONED = "bench_scale_parts";
    /** Columns that name the owners of some rows, owners of equal sizes: those that lie side by side, and those among the others'. */
    static final String TOGETHER = "together";
    static final String SPREAD = "spread";
    private static final int[] SIZES = {2_000, 5_000, 10_000, 20_000};
    private static final long STEP = 7919; // a prime, so that its multiples go over all rows once

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final List<Integer> sizes;

    VectorTable(JdbcClient jdbc, TransactionTemplate transaction, ClusteredVectors vectors, int size) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        // together they have at most a fifth of the rows
        this.sizes = IntStream.of(SIZES).map(each -> (int) Math.min(each, (long) each * size / 200_000)).boxed().toList();
        jdbc.sql("create table bench_scale (id bigint primary key, tenant smallint generated always as (id %% %d) stored, together smallint generated always as (%s) stored, spread smallint generated always as (%s) stored, embedding vector not null)"
                .formatted(TENANTS, owner("id"), owner("(id * %d %% %d)".formatted(STEP, size)))).update();
        for (int from = 0; from < size; from += BATCH) {
            String[] batch = new String[Math.min(BATCH, size - from)];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = new PGvector(vectors.next()).getValue();
            }
            jdbc.sql("insert into bench_scale (id, embedding) select :from + i, cast(v as vector) from unnest(cast(:batch as text[])) with ordinality as b (v, i)")
                    .param("from", from).param("batch", batch).update();
        }
        jdbc.sql("create index bench_scale_tenant on bench_scale (tenant)").update();
        jdbc.sql("create index bench_scale_together on bench_scale (together)").update();
        jdbc.sql("create index bench_scale_spread on bench_scale (spread)").update();
        jdbc.sql("analyze bench_scale").update();
    }

    /** An expression for the number of the owner of a row, from 1 on, one after another by a place of it. */
    private String owner(String place) {
        var expression = new StringBuilder("case");
        int end = 0;
        for (int i = 0; i < sizes.size(); i++) {
            end += sizes.get(i);
            expression.append(" when ").append(place).append(" < ").append(end).append(" then ").append(i + 1);
        }
        return expression.append(" end").toString();
    }

    /** Of the owners of {@link #TOGETHER} and {@link #SPREAD}, from the first on. */
    List<Integer> sizes() {
        return sizes;
    }

    /** A copy with a partition for each tenant. */
    final class Partitioned implements AutoCloseable {

        private Partitioned() {
            jdbc.sql("create table bench_scale_parts (id bigint not null, tenant smallint not null, embedding vector not null) partition by list (tenant)").update();
            for (int tenant = 0; tenant < TENANTS; tenant++) {
                jdbc.sql("create table bench_scale_part_%d partition of bench_scale_parts for values in (%d)".formatted(tenant, tenant)).update();
            }
            jdbc.sql("insert into bench_scale_parts (id, tenant, embedding) select id, tenant, embedding from bench_scale").update();
            jdbc.sql("analyze bench_scale_parts").update();
        }

        /** Seconds that building the indexes of all partitions took. */
        double build() {
            long start = System.nanoTime();
            jdbc.sql("create index bench_scale_parts_index on bench_scale_parts using hnsw ((%s) %s)".formatted(Index.HALFVEC.over, Index.HALFVEC.operators)).update();
            return (System.nanoTime() - start) / 1e9;
        }

        double indexMegabytes() {
            return jdbc.sql("select sum(pg_relation_size(relid)) from pg_partition_tree('bench_scale_parts_index')").query(Long.class).single() / 1e6;
        }

        @Override
        public void close() {
            jdbc.sql("drop table bench_scale_parts").update();
        }
    }

    Partitioned partitioned() {
        return new Partitioned();
    }

    /** A way to ask for the ten nearest. */
    enum Query {
        /** By comparing all: what an index should find. */
        ALL("select id from bench_scale order by embedding <=> cast(:query as vector) limit :limit"),
        /** By the index over halves, as search uses it. */
        HALFVEC("select id from bench_scale order by cast(embedding as halfvec(%1$d)) <=> cast(:query as halfvec(%1$d)) limit :limit"),
        VECTOR("select id from bench_scale order by cast(embedding as vector(%1$d)) <=> cast(:query as vector(%1$d)) limit :limit"),
        /** By the index over signs; as many as it was asked for are then compared in full. */
        BINARY("""
                select id from (select id, embedding from bench_scale order by cast(binary_quantize(embedding) as bit(%1$d)) <~> binary_quantize(cast(:query as vector(%1$d))) limit :ef) near
                order by embedding <=> cast(:query as vector) limit :limit"""),
        /** Of one tenant by comparing all that it has. */
        TENANT_ALL("select id from bench_scale where tenant = :tenant order by embedding <=> cast(:query as vector) limit :limit"),
        /** Of one tenant among what an index over all tenants gives, as search asks it; a search that finds too few then compares all. */
        TENANT_AMONG("""
                select id from (select id, tenant, cast(embedding as halfvec(%1$d)) <=> cast(:query as halfvec(%1$d)) as distance from bench_scale
                                order by cast(embedding as halfvec(%1$d)) <=> cast(:query as halfvec(%1$d)) limit :ef) near
                where tenant = :tenant order by distance limit :limit"""),
        /** Of one tenant by an index over all tenants that is read on until there are enough. */
        TENANT_ITERATIVE("select id from bench_scale where tenant = :tenant order by cast(embedding as halfvec(%1$d)) <=> cast(:query as halfvec(%1$d)) limit :limit");

        private final String sql;

        Query(String sql) {
            this.sql = sql.formatted(ClusteredVectors.DIMENSIONS);
        }

        private boolean byIndex() {
            return this != ALL && this != TENANT_ALL;
        }
    }

    /** @param efSearch how many an index keeps in sight; without effect where all are compared */
    Set<Long> nearest(Query query, float[] vector, int efSearch, int tenant) {
        return transaction.execute(status -> {
            jdbc.sql("select set_config('enable_indexscan', :index, true), set_config('enable_bitmapscan', :bitmap, true), set_config('hnsw.ef_search', :ef, true), "
                            + "set_config('hnsw.iterative_scan', :iterative, true), set_config('enable_sort', :sort, true)")
                    .param("index", query == Query.ALL ? "off" : "on").param("bitmap", query.byIndex() ? "off" : "on").param("ef", String.valueOf(Math.clamp(efSearch, 1, DEPTH)))
                    .param("iterative", query == Query.TENANT_ITERATIVE ? "strict_order" : "off").param("sort", query == Query.TENANT_ITERATIVE ? "off" : "on").query().listOfRows();
            List<Long> ids = jdbc.sql(query.sql).param("query", new PGvector(vector).getValue()).param("limit", NEAREST).param("ef", efSearch).param("tenant", tenant)
                    .query(Long.class).list();
            return new HashSet<>(ids);
        });
    }

    /** What an index is over. */
    enum Index {
        HALFVEC("cast(embedding as halfvec(%d))", "halfvec_cosine_ops"),
        VECTOR("cast(embedding as vector(%d))", "vector_cosine_ops"),
        BINARY("cast(binary_quantize(embedding) as bit(%d))", "bit_hamming_ops");

        private final String over;
        private final String operators;

        Index(String over, String operators) {
            this.over = over.formatted(ClusteredVectors.DIMENSIONS);
            this.operators = operators;
        }
    }

    /** Seconds that building took. */
    double build(Index index) {
        long start = System.nanoTime();
        jdbc.sql("create index bench_scale_index on bench_scale using hnsw ((%s) %s)".formatted(index.over, index.operators)).update();
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
        jdbc.sql("drop table if exists bench_scale_parts").update();
        jdbc.sql("drop table if exists bench_scale").update();
    }
}
