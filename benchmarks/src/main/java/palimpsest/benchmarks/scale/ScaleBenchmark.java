package palimpsest.benchmarks.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
 * The HNSW index over halfvec that search uses, against one over vector. {@code PALIMPSEST_BENCH_PASSAGES} sets how many
 * embeddings (100000 takes minutes, on the embedded engine much longer), {@code PALIMPSEST_BENCH_JDBC_URL} a server to use instead of
 * an embedded PostgreSQL.
 */
public final class ScaleBenchmark implements Benchmark {

    private static final int[] EF_SEARCH = {10, 20, 40, 80, 160, 320, 640, 1000};
    private static final double RECALL = 0.95;

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String description() {
        return "An HNSW index over halfvec(384), as search uses it, against one over vector(384): build, size, and time of a query for 10 at recall 0.95; "
                + "generated clustered vectors, PALIMPSEST_BENCH_PASSAGES of them, on PALIMPSEST_BENCH_JDBC_URL when set.";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        String size = System.getenv("PALIMPSEST_BENCH_PASSAGES");
        int passages = size == null ? effort.of(1_000, 4_000) : Integer.parseInt(size);
        String server = System.getenv("PALIMPSEST_BENCH_JDBC_URL");
        if (server == null) {
            try (TemporaryDatabase database = TemporaryDatabase.start()) {
                return measure(database.jdbc(), database.transaction(), passages, effort);
            }
        }
        var connection = new SingleConnectionDataSource(new DriverManagerDataSource(server).getConnection(), true);
        try {
            var jdbc = JdbcClient.create(connection);
            jdbc.sql("create extension if not exists vector").update();
            jdbc.sql("set maintenance_work_mem = '1GB'").update();
            return measure(jdbc, new TransactionTemplate(new JdbcTransactionManager(connection)), passages, effort);
        } finally {
            connection.destroy();
        }
    }

    private record Figures(double build, double megabytes, int efSearch, double recall, double millis) {}

    private static List<Row> measure(JdbcClient jdbc, TransactionTemplate transaction, int passages, Effort effort) {
        var vectors = new ClusteredVectors(17);
        try (var table = new VectorTable(jdbc, transaction, vectors, passages)) {
            List<float[]> queries = Stream.generate(vectors::next).limit(effort.of(10, 50)).toList();
            List<Set<Long>> wanted = queries.stream().map(table::exact).toList();
            Figures half = figures(table, "halfvec", queries, wanted);
            Figures full = figures(table, "vector", queries, wanted);
            var rows = new ArrayList<Row>();
            String of = ", %,d embeddings".formatted(passages);
            rows.add(new Row("index build" + of, half.build(), full.build(), "s"));
            rows.add(new Row("index size" + of, half.megabytes(), full.megabytes(), "MB"));
            rows.add(new Row("query at recall %.2f (ef_search %d) against %.2f (%d)%s".formatted(half.recall(), half.efSearch(), full.recall(),
                    full.efSearch(), of), half.millis(), full.millis(), "ms"));
            return rows;
        }
    }

    private static Figures figures(VectorTable table, String type, List<float[]> queries, List<Set<Long>> wanted) {
        double build = table.build(type);
        double megabytes = table.indexMegabytes();
        Figures figures = null;
        for (int efSearch : EF_SEARCH) {
            figures = at(table, type, efSearch, queries, wanted, build, megabytes);
            if (figures.recall() >= RECALL) {
                break;
            }
        }
        table.drop();
        return figures;
    }

    private static Figures at(VectorTable table, String type, int efSearch, List<float[]> queries, List<Set<Long>> wanted, double build, double megabytes) {
        double[] millis = new double[queries.size()];
        double found = 0;
        table.byIndex(type, queries.getFirst(), efSearch); // the first query reads the index
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            Set<Long> ids = table.byIndex(type, queries.get(i), efSearch);
            millis[i] = (System.nanoTime() - start) / 1e6;
            found += (double) ids.stream().filter(wanted.get(i)::contains).count() / wanted.get(i).size();
        }
        Arrays.sort(millis);
        return new Figures(build, megabytes, efSearch, found / millis.length, millis[millis.length / 2]);
    }
}
