package palimpsest.benchmarks.load;

import java.time.Duration;
import java.util.List;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;

/** The same traffic on two runtimes that share a database, killed in turn. */
public final class TwoRuntimesLoadBenchmark implements Benchmark {

    @Override
    public String name() {
        return "load-two";
    }

    @Override
    public String description() {
        return "The same traffic as of load on two runtimes behind nginx, or a small proxy where there is none, with one PostgreSQL of the server that PALIMPSEST_TEST_DATABASE_URL names: the runtimes are killed in turn.";
    }

    @Override
    public boolean takesLong() {
        return true;
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        return new LoadTest(2, Duration.ofMinutes(effort.of(2, 15))).run();
    }
}
