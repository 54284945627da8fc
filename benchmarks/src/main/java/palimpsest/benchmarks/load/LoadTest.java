package palimpsest.benchmarks.load;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.runtime.ServerDatabase;

/**
 * Traffic on one runtime or several while things go wrong: the database is away after an eighth of the time, a runtime is killed after a quarter and, of several,
 * each in turn after that, an eighth apart. A killed one is started again three seconds later.
 */
final class LoadTest {

    private static final int CALLERS = 8;
    private static final long SEED = 22;
    private static final int PARTS = 8;
    private static final int DATABASE_AWAY = 1;
    private static final int FIRST_KILL = 2;
    private static final Duration AWAY = Duration.ofSeconds(3);
    private static final int SAMPLES = 24;
    private static final double[] PERCENTILES = {0.5, 0.95, 0.99};

    private final int runtimes;
    private final Duration duration;
    private int kills;
    private boolean clean;
    private final List<Double> heap = new ArrayList<>();

    LoadTest(int runtimes, Duration duration) {
        this.runtimes = runtimes;
        this.duration = duration;
    }

    /** @throws IllegalStateException when several runtimes have no server to share */
    List<Row> run() throws IOException, SQLException, InterruptedException {
        Path place = Files.createTempDirectory("palimpsest-bench-load");
        boolean server = ServerDatabase.isThere();
        if (runtimes > 1 && !server) {
            throw new IllegalStateException("Several runtimes share a PostgreSQL server: name one in PALIMPSEST_TEST_DATABASE_URL.");
        }
        try (var model = new FlakyModel(SEED); ServerDatabase database = server ? ServerDatabase.make() : null) {
            List<RuntimeUnderLoad> started = new ArrayList<>();
            try {
                for (int i = 0; i < runtimes; i++) {
                    var runtime = new RuntimeUnderLoad(command(place, database), environment(database, model), place.resolve("runtime-" + i + ".log"));
                    started.add(runtime);
                    runtime.start();
                }
                return runtimes == 1 ? under(started.getFirst().url(), started, database, model) : behindProxy(place, started, database, model);
            } finally {
                started.forEach(RuntimeUnderLoad::close);
            }
        } finally {
            if (clean) {
                FileSystemUtils.deleteRecursively(place);
            } else {
                System.err.println("The runtimes' messages are kept in " + place);
            }
        }
    }

    /** nginx where there is one. */
    private List<Row> behindProxy(Path place, List<RuntimeUnderLoad> started, ServerDatabase database, FlakyModel model) throws IOException, SQLException, InterruptedException {
        Optional<Path> nginx = NginxProxy.program();
        if (nginx.isPresent()) {
            try (NginxProxy proxy = NginxProxy.start(nginx.get(), repository().resolve("deploy/nginx-two-runtimes.conf"), started, place)) {
                return under(proxy.url(), started, database, model);
            }
        }
        try (var proxy = new RoundRobinProxy(started)) {
            return under(proxy.url(), started, database, model);
        }
    }

    private static List<String> command(Path place, ServerDatabase database) {
        List<String> command = new ArrayList<>(List.of(repository().resolve("palimpsest").toString(), "serve"));
        if (database == null) {
            command.addAll(List.of("--data", place.resolve("data").toString()));
        }
        return command;
    }

    private static Map<String, String> environment(ServerDatabase database, FlakyModel model) {
        Map<String, String> environment = new HashMap<>(Map.of("PALIMPSEST_MODELS_MAIN_PROVIDER", "openai", "PALIMPSEST_MODELS_MAIN_BASEURL", model.baseUrl(),
                "PALIMPSEST_MODELS_MAIN_APIKEY", "none", "PALIMPSEST_DEFAULTMODEL", "main"));
        if (database != null) {
            environment.put("PALIMPSEST_DATABASE_URL", database.url());
        }
        return environment;
    }

    private List<Row> under(String url, List<RuntimeUnderLoad> started, ServerDatabase database, FlakyModel model) throws IOException, SQLException, InterruptedException {
        var traffic = new Traffic(url);
        Instant begin = Instant.now();
        Instant end = begin.plus(duration);
        Thread callers = Thread.ofVirtual().start(() -> {
            try {
                traffic.run(CALLERS, end, SEED);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        disturb(begin, started, database);
        callers.join();
        Traffic.Outcome outcome = traffic.outcome();
        clean = outcome.clean();
        return rows(outcome, model);
    }

    private void disturb(Instant begin, List<RuntimeUnderLoad> started, ServerDatabase database) throws IOException, SQLException, InterruptedException {
        int eighth = 0;
        for (int sample = 1; sample <= SAMPLES; sample++) {
            Duration left = Duration.between(Instant.now(), begin.plus(duration.multipliedBy(sample).dividedBy(SAMPLES)));
            Thread.sleep(left.isPositive() ? left : Duration.ZERO);
            if (sample * PARTS / SAMPLES > eighth) {
                eighth = sample * PARTS / SAMPLES;
                disturb(eighth, started, database);
            }
            if (runtimes == 1 && sample * 3 > SAMPLES) {
                heap.add(started.getFirst().heapInUse());
            }
        }
    }

    private void disturb(int eighth, List<RuntimeUnderLoad> started, ServerDatabase database) throws IOException, SQLException, InterruptedException {
        if (eighth == DATABASE_AWAY) {
            if (database == null) {
                started.getFirst().killDatabase();
            } else {
                database.away(AWAY);
            }
        }
        if (eighth == FIRST_KILL || runtimes > 1 && eighth > FIRST_KILL && eighth < PARTS) {
            RuntimeUnderLoad killed = started.get(kills++ % runtimes);
            killed.kill();
            Thread.sleep(AWAY);
            killed.start();
        }
    }

    private List<Row> rows(Traffic.Outcome outcome, FlakyModel model) {
        List<Row> rows = new ArrayList<>();
        double minutes = duration.toMillis() / 60_000.0;
        rows.add(new Row("questions accepted in %.0f minutes".formatted(minutes), outcome.questions(), outcome.questions(), "questions").as("questions"));
        rows.add(new Row("questions lost", outcome.lost(), 0, "questions").as("lost"));
        rows.add(new Row("questions or answers doubled", outcome.doubled(), 0, "messages").as("doubled"));
        rows.add(new Row("runs that ended with an error", outcome.failed(), 0, "runs").as("failed_runs"));
        double[] times = outcome.milliseconds();
        for (double percentile : PERCENTILES) {
            double time = times.length == 0 ? Double.NaN : times[Math.min(times.length - 1, (int) (times.length * percentile))];
            rows.add(new Row("%.0f %% of the answers within, the model's own time".formatted(percentile * 100), time, 2.0 * FlakyModel.MILLISECONDS, "ms").as("p%.0f_ms".formatted(percentile * 100)));
        }
        if (!heap.isEmpty()) {
            int half = heap.size() / 2;
            rows.add(new Row("heap in use, last third of the time against the middle third", mean(heap.subList(half, heap.size())), mean(heap.subList(0, half)), "MiB").as("vs_heap_of_middle_third"));
        }
        rows.add(new Row("runtimes killed", kills, kills, "kills").as("kills"));
        rows.add(new Row("requests of all kinds", outcome.requests(), outcome.requests(), "requests"));
        outcome.errors().forEach((kind, count) -> rows.add(new Row("requests that failed: " + kind, count, 0, "requests")));
        model.faults().forEach((kind, count) -> rows.add(new Row("requests to the model that it failed: " + kind, count, count, "requests")));
        return rows;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Two folders above the classes or the jar of this module. */
    private static Path repository() {
        try {
            return Path.of(LoadTest.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent().getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
