package palimpsest.benchmarks.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.TemporaryDatabase;

/**
 * The HNSW index over halfvec that search uses, against one over vector and one over signs, for all and for one tenant of a hundred. {@code PALIMPSEST_BENCH_PASSAGES} sets how many
 * embeddings (100000 takes minutes, on the embedded engine much longer), {@code PALIMPSEST_BENCH_JDBC_URL} a server to use instead of
 * an embedded PostgreSQL.
 */
public final class ScaleBenchmark implements Benchmark {

    private static final int[] EF_SEARCH = {10, 20, 40, 80, 160, 320, 640, 1000};
    private static final double RECALL = 0.95;
    private static final int DEPTH = 1000;
    private static final int TENANT = 7;
    private static final long KILOBYTES_OF_GRAPH = 4; // for each vector
    private static final String OVER_VECTORS = "vector";
    private static final String OVER_SIGNS = "signs";
    private static final String PARTITIONS = "partitions";

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String description() {
        return "An HNSW index over halfvec(384), as search uses it, against one over vector(384) and one over signs (binary quantisation) whose hits are compared in full: build, size, and time "
                + "of a query for 10 at recall 0.95; one tenant of a hundred by the index over all, with and without reading on, against comparing all of its own; "
                + "generated clustered vectors, PALIMPSEST_BENCH_PASSAGES of them, on PALIMPSEST_BENCH_JDBC_URL when set; PALIMPSEST_BENCH_INDEXES names what is compared: "
                + "vector, signs, partitions (a copy with a partition and an index for each of a hundred tenants, one tenant alone and, on a server, all at once) or several of them (vector,signs,partitions); "
                + "tenants of 2,000 to 20,000 always.";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        String size = System.getenv("PALIMPSEST_BENCH_PASSAGES");
        int passages = size == null ? effort.of(1_000, 4_000) : Integer.parseInt(size);
        String server = System.getenv("PALIMPSEST_BENCH_JDBC_URL");
        if (server == null) {
            try (TemporaryDatabase database = TemporaryDatabase.start()) {
                return measure(database.jdbc(), database.transaction(), null, passages, effort);
            }
        }
        var source = new DriverManagerDataSource(server);
        var connection = new SingleConnectionDataSource(source.getConnection(), true);
        try {
            var jdbc = JdbcClient.create(connection);
            jdbc.sql("create extension if not exists vector").update();
            // an index whose graph does not fit is built several times more slowly: that over vector(384) takes 2 kB a vector, and as much again while it is built
            jdbc.sql("select set_config('maintenance_work_mem', :memory, false)").param("memory", Math.max(1_000_000L, passages * KILOBYTES_OF_GRAPH) + "kB").query().listOfRows();
            return measure(jdbc, new TransactionTemplate(new JdbcTransactionManager(connection)), source, passages, effort);
        } finally {
            connection.destroy();
        }
    }

    private record Figures(double build, double megabytes, At at) {}

    /** What queries find and take with so many in sight. */
    private record At(int efSearch, double recall, double millis) {

        String words() {
            return "%.2f (ef_search %d)".formatted(recall, efSearch);
        }
    }

    private record Asking(VectorTable table, List<float[]> vectors, List<Set<Long>> wanted, int tenant) {

        /** With as few in sight as give the recall. */
        At until(VectorTable.Query query) {
            At at = null;
            for (int efSearch : EF_SEARCH) {
                at = at(query, efSearch);
                if (at.recall() >= RECALL) {
                    break;
                }
            }
            return at;
        }

        At at(VectorTable.Query query, int efSearch) {
            double[] millis = new double[vectors.size()];
            double found = 0;
            // the first queries read the index
            vectors.subList(0, vectors.size() / 5).forEach(vector -> table.nearest(query, vector, efSearch, tenant));
            for (int i = 0; i < millis.length; i++) {
                long start = System.nanoTime();
                Set<Long> ids = table.nearest(query, vectors.get(i), efSearch, tenant);
                millis[i] = (System.nanoTime() - start) / 1e6;
                found += (double) ids.stream().filter(wanted.get(i)::contains).count() / wanted.get(i).size();
            }
            Arrays.sort(millis);
            return new At(efSearch, found / millis.length, millis[millis.length / 2]);
        }
    }

    /** @param server gives more connections; null where there is one only */
    private static List<Row> measure(JdbcClient jdbc, TransactionTemplate transaction, DataSource server, int passages, Effort effort) {
        var vectors = new ClusteredVectors(17);
        try (var table = new VectorTable(jdbc, transaction, vectors, passages)) {
            List<float[]> queries = Stream.generate(vectors::next).limit(effort.of(10, 50)).toList();
            var all = new Asking(table, queries, queries.stream().map(query -> table.nearest(VectorTable.Query.ALL, query, 0, 0)).toList(), 0);
            var one = new Asking(table, queries, queries.stream().map(query -> table.nearest(VectorTable.Query.TENANT_ALL, query, 0, TENANT)).toList(), TENANT);
            String of = ", %,d embeddings".formatted(passages);
            var rows = new ArrayList<Row>();
            var tenants = new TenantScale(jdbc, transaction, table, queries, of);
            String named = System.getenv("PALIMPSEST_BENCH_INDEXES");
            List<String> others = named == null ? List.of(OVER_VECTORS, OVER_SIGNS, PARTITIONS) : List.of(named.split(","));
            Figures half = figures(table, VectorTable.Index.HALFVEC, built -> {
                tenants(one, of, rows);
                rows.addAll(tenants.bySize());
                if (others.contains(PARTITIONS)) {
                    rows.addAll(tenants.partitions(built, server, effort));
                }
                return all.until(VectorTable.Query.HALFVEC);
            });
            if (others.contains(OVER_VECTORS)) {
                compare("vector", half, figures(table, VectorTable.Index.VECTOR, built -> all.until(VectorTable.Query.VECTOR)), of, rows);
            }
            if (others.contains(OVER_SIGNS)) {
                compare("signs, then in full", half, figures(table, VectorTable.Index.BINARY, built -> all.until(VectorTable.Query.BINARY)), of, rows);
            }
            return rows;
        }
    }

    /** One tenant of a hundred by the index over all. */
    private static void tenants(Asking one, String of, List<Row> rows) {
        At compared = one.at(VectorTable.Query.TENANT_ALL, 1);
        At among = one.at(VectorTable.Query.TENANT_AMONG, DEPTH);
        At iterative = one.until(VectorTable.Query.TENANT_ITERATIVE);
        String tenant = "one tenant of %d%s: ".formatted(VectorTable.TENANTS, of);
        rows.add(new Row(tenant + "among the nearest of all, recall %s, against all of its own compared".formatted(among.words()), among.millis(), compared.millis(), "ms"));
        rows.add(new Row(tenant + "index read on, recall %s, against all of its own compared".formatted(iterative.words()), iterative.millis(), compared.millis(), "ms"));
    }

    private static void compare(String other, Figures half, Figures plain, String of, List<Row> rows) {
        rows.add(new Row("index build, halfvec against " + other + of, half.build(), plain.build(), "s"));
        rows.add(new Row("index size, halfvec against " + other + of, half.megabytes(), plain.megabytes(), "MB"));
        rows.add(new Row("query at recall %s, halfvec, against %s, %s%s".formatted(half.at().words(), plain.at().words(), other, of), half.at().millis(), plain.at().millis(), "ms"));
    }

    private static Figures figures(VectorTable table, VectorTable.Index index, DoubleFunction<At> asked) {
        double build = table.build(index);
        var figures = new Figures(build, table.indexMegabytes(), asked.apply(build));
        table.drop();
        return figures;
    }
}
