package palimpsest.benchmarks.scale;

import com.pgvector.PGvector;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;

/**
 * What one tenant's search costs in a table of many, for as many nearest as search asks for: all of its own compared, against the index over all tenants read on; how that changes with its size, with whether its rows
 * lie together, with a hundred tenants at once, and with a partition for each.
 */
final class TenantScale {

    private static final int CONNECTIONS = 16;
    private static final int[] READ_ON_EF = {200, 1000};
    private static final int[] PARTITION_EF = {100, 200, 400, 1000};
    private static final double RECALL = 0.95;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final VectorTable table;
    private final List<float[]> queries;
    private final String of;

    /** @param of says how many there are, for people */
    TenantScale(JdbcClient jdbc, TransactionTemplate transaction, VectorTable table, List<float[]> queries, String of) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.table = table;
        this.queries = queries;
        this.of = of;
    }

    /** How a tenant's nearest are asked for. */
    private enum Way {
        COMPARED("select id from %1$s where %2$s = :tenant order by embedding <=> (select cast(:query as vector)) limit :limit"),
        BY_INDEX("select id from %1$s where %2$s = :tenant order by cast(embedding as halfvec(%3$d)) <=> (select cast(:query as halfvec(%3$d))) limit :limit");

        private final String sql;

        Way(String sql) {
            this.sql = sql;
        }
    }

    /** @param efSearch for {@link Way#BY_INDEX} */
    private record Asked(String from, String column, Way way, int efSearch) {

        Set<Long> nearest(JdbcClient jdbc, TransactionTemplate transaction, float[] vector, int tenant) {
            return transaction.execute(status -> {
                boolean index = way == Way.BY_INDEX;
                // the planner is told which way is measured
                jdbc.sql("select set_config('hnsw.ef_search', :ef, true), set_config('hnsw.iterative_scan', 'strict_order', true), set_config('enable_bitmapscan', :bitmap, true), "
                                + "set_config('enable_sort', :sort, true), set_config('enable_seqscan', :sequential, true)")
                        .param("ef", String.valueOf(efSearch)).param("bitmap", index ? "off" : "on").param("sort", index ? "off" : "on").param("sequential", index ? "off" : "on")
                        .query().listOfRows();
                return new HashSet<>(jdbc.sql(way.sql.formatted(from, column, ClusteredVectors.DIMENSIONS)).param("tenant", tenant).param("query", new PGvector(vector).getValue())
                        .param("limit", VectorTable.SEARCHED).query(Long.class).list());
            });
        }
    }

    private record At(int efSearch, double recall, double millis) {

        String words() {
            return "recall %.2f, ef_search %d".formatted(recall, efSearch);
        }
    }

    /** While the index over all tenants is there. */
    List<Row> bySize() {
        var rows = new ArrayList<Row>();
        for (String layout : List.of(VectorTable.TOGETHER, VectorTable.SPREAD)) {
            for (int owner = 1; owner <= table.sizes().size(); owner++) {
                int tenant = owner;
                List<Set<Long>> wanted = new ArrayList<>();
                At compared = at(new Asked(VectorTable.NAME, layout, Way.COMPARED, 1), tenant, wanted);
                At readOn = first(READ_ON_EF, ef -> at(new Asked(VectorTable.NAME, layout, Way.BY_INDEX, ef), tenant, wanted));
                rows.add(new Row("a tenant of %,d, its rows %s%s: the nearest %d by the index read on (%s), against all of its own compared".formatted(table.sizes().get(owner - 1), layout, of,
                        VectorTable.SEARCHED, readOn.words()), readOn.millis(), compared.millis(), "ms"));
            }
        }
        return rows;
    }

    @FunctionalInterface
    private interface Measured {
        At at(int efSearch);
    }

    private static At first(int[] depths, Measured measured) {
        At at = null;
        for (int depth : depths) {
            at = measured.at(depth);
            if (at.recall() >= RECALL) {
                break;
            }
        }
        return at;
    }

    /** @param wanted what is to be found by each query; filled in where it is empty */
    private At at(Asked asked, int tenant, List<Set<Long>> wanted) {
        boolean exact = wanted.isEmpty();
        double[] millis = new double[queries.size()];
        double found = 0;
        queries.subList(0, Math.max(1, queries.size() / 5)).forEach(query -> asked.nearest(jdbc, transaction, query, tenant)); // the first ones read the files
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            Set<Long> ids = asked.nearest(jdbc, transaction, queries.get(i), tenant);
            millis[i] = (System.nanoTime() - start) / 1e6;
            if (exact) {
                wanted.add(ids);
            }
            found += (double) ids.stream().filter(wanted.get(i)::contains).count() / wanted.get(i).size();
        }
        Arrays.sort(millis);
        return new At(asked.efSearch(), found / millis.length, millis[millis.length / 2]);
    }

    /**
     * One tenant of a hundred alone and all hundred at once, by the table as it is and by a copy with a partition and an index for each tenant.
     *
     * @param wholeBuilt seconds that the index over all, which is there, took to build
     * @param server null where there is one connection only: then nothing is asked at once
     */
    List<Row> partitions(double wholeBuilt, DataSource server, Effort effort) {
        var whole = new Asked(VectorTable.NAME, "tenant", Way.COMPARED, 1);
        List<Set<Long>> wanted = new ArrayList<>();
        At alone = at(whole, 1, wanted);
        At readOn = first(READ_ON_EF, ef -> at(new Asked(VectorTable.NAME, "tenant", Way.BY_INDEX, ef), 1, wanted));
        double wholeSize = table.indexMegabytes();
        try (var parts = table.partitioned()) {
            double built = parts.build();
            var compared = new Asked(VectorTable.PARTITIONED, "tenant", Way.COMPARED, 1);
            At partAlone = at(compared, 1, wanted);
            At partIndexed = first(PARTITION_EF, ef -> at(new Asked(VectorTable.PARTITIONED, "tenant", Way.BY_INDEX, ef), 1, wanted));
            String tenant = "one tenant of %d%s: the nearest %d ".formatted(VectorTable.TENANTS, of, VectorTable.SEARCHED);
            var rows = new ArrayList<Row>();
            rows.add(new Row("indexes of %d partitions built, against one index over all%s".formatted(VectorTable.TENANTS, of), built, wholeBuilt, "s"));
            rows.add(new Row("their size, against that of one index over all%s".formatted(of), parts.indexMegabytes(), wholeSize, "MB"));
            rows.add(new Row(tenant + "by comparing all of its partition, against all of its own in one table", partAlone.millis(), alone.millis(), "ms"));
            rows.add(new Row(tenant + "by the index of its partition (%s), against the index over all read on (%s)".formatted(partIndexed.words(), readOn.words()),
                    partIndexed.millis(), readOn.millis(), "ms"));
            if (server != null) {
                String atOnce = "%d tenants in turn over %d connections%s: ".formatted(VectorTable.TENANTS, CONNECTIONS, of);
                double[] inTable = atOnce(server, whole, effort);
                double[] inPartition = atOnce(server, compared, effort);
                double[] byIndex = atOnce(server, new Asked(VectorTable.PARTITIONED, "tenant", Way.BY_INDEX, partIndexed.efSearch()), effort);
                rows.add(new Row(atOnce + "all of a partition compared, against all of its own in one table, median", median(inPartition), median(inTable), "ms"));
                rows.add(new Row(atOnce + "the same, 95 of 100", slow(inPartition), slow(inTable), "ms"));
                rows.add(new Row(atOnce + "the index of a partition, against all of its own in one table, median", median(byIndex), median(inTable), "ms"));
                rows.add(new Row(atOnce + "the same, 95 of 100", slow(byIndex), slow(inTable), "ms"));
            }
            return rows;
        }
    }

    /** Milliseconds of each question, in order of size. */
    private double[] atOnce(DataSource server, Asked asked, Effort effort) {
        int questions = effort.of(CONNECTIONS * 2, VectorTable.TENANTS * 4);
        var next = new AtomicInteger();
        Supplier<List<Double>> asking = () -> {
            var millis = new ArrayList<Double>();
            var connection = new SingleConnectionDataSource(connection(server), true);
            try {
                var own = JdbcClient.create(connection);
                var ownTransaction = new TransactionTemplate(new JdbcTransactionManager(connection));
                for (int i = next.getAndIncrement(); i < questions; i = next.getAndIncrement()) {
                    long start = System.nanoTime();
                    asked.nearest(own, ownTransaction, queries.get(i % queries.size()), i % VectorTable.TENANTS);
                    millis.add((System.nanoTime() - start) / 1e6);
                }
            } finally {
                connection.destroy();
            }
            return millis;
        };
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<CompletableFuture<List<Double>>> all = IntStream.range(0, CONNECTIONS).mapToObj(i -> CompletableFuture.supplyAsync(asking, threads)).toList();
            return all.stream().map(CompletableFuture::join).flatMap(List::stream).mapToDouble(Double::doubleValue).sorted().toArray();
        }
    }

    private static Connection connection(DataSource server) {
        try {
            return server.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException("The server gives no more connections: it must allow " + (CONNECTIONS + 2), e);
        }
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static double slow(double[] sorted) {
        return sorted[(int) (sorted.length * 0.95)];
    }
}
