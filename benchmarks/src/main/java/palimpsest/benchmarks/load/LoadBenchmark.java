package palimpsest.benchmarks.load;

import java.time.Duration;
import java.util.List;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;

/** Mixed traffic on one runtime while things go wrong. */
public final class LoadBenchmark implements Benchmark {

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String description() {
        return "Mixed traffic of eight callers on a whole runtime for 15 minutes (2 with --quick), while its model fails 6 of 100 requests, its database goes away and it is killed: "
                + "what was lost or doubled, times, memory, errors by kind. The database is on the server of PALIMPSEST_TEST_DATABASE_URL, or an embedded one.";
    }

    @Override
    public boolean takesLong() {
        return true;
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        return new LoadTest(1, Duration.ofMinutes(effort.of(2, 15))).run();
    }
}
