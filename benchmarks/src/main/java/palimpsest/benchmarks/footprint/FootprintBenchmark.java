package palimpsest.benchmarks.footprint;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.TemporaryDatabase;

/** A Boot application with web and JDBC, as a process of its own with the starter and without. */
public final class FootprintBenchmark implements Benchmark {

    private static final long MOST_MILLISECONDS = 120_000;
    private static final long REST = 3_000;

    private final Path repository = repository();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public String name() {
        return "footprint";
    }

    @Override
    public String description() {
        return "The starter over a Boot application with web and JDBC (samples/web-app) against the application alone: jars and megabytes on the class path, start to the "
                + "first answer, memory at rest (Linux).";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        List<String> plain = path("samples/web-app");
        List<String> ours = Stream.concat(plain.stream(), path("starter").stream()).toList();
        var rows = new ArrayList<>(List.of(new Row("class path", once(ours).size(), once(plain).size(), "jars"),
                new Row("class path", megabytes(ours), megabytes(plain), "MB")));
        int rounds = effort.of(1, 3);
        var oursStarts = new Started[rounds];
        var plainStarts = new Started[rounds];
        try (TemporaryDatabase database = TemporaryDatabase.start()) {
            for (int round = 0; round < rounds; round++) {
                oursStarts[round] = start(ours, database.url());
                plainStarts[round] = start(plain, database.url());
            }
        }
        rows.add(new Row("start to the first answer", median(oursStarts, Started::milliseconds), median(plainStarts, Started::milliseconds), "ms"));
        if (plainStarts[0].residentMegabytes() > 0) {
            rows.add(new Row("memory at rest", median(oursStarts, Started::residentMegabytes), median(plainStarts, Started::residentMegabytes), "MB"));
        }
        return rows;
    }

    /** @param residentMegabytes 0 where the system does not tell */
    private record Started(double milliseconds, double residentMegabytes) {}

    private Started start(List<String> path, String database) throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        long begin = System.nanoTime();
        Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-cp",
                String.join(File.pathSeparator, new LinkedHashSet<>(path)), "sample.web.WebApplication", "--server.port=" + port, "--server.address=127.0.0.1",
                "--spring.datasource.url=" + database, "--palimpsest.default-model=extractive").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            while (!answers(port)) {
                if (!application.isAlive() || System.nanoTime() - begin > MOST_MILLISECONDS * 1_000_000) {
                    throw new IllegalStateException("The application does not start");
                }
                Thread.sleep(20);
            }
            double milliseconds = (System.nanoTime() - begin) / 1e6;
            Thread.sleep(REST);
            return new Started(milliseconds, resident(application.pid()));
        } finally {
            application.destroy();
            application.waitFor();
        }
    }

    private boolean answers(int port) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/time")).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static double resident(long pid) throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:")).mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst().orElse(0);
    }

    private static double median(Started[] starts, ToDoubleFunction<Started> figure) {
        double[] sorted = Arrays.stream(starts).mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** A module's classes, then what it depends on. */
    private List<String> path(String module) throws IOException {
        var path = new ArrayList<>(List.of(repository.resolve(module).resolve("target/classes").toString()));
        path.addAll(List.of(Files.readString(repository.resolve(module).resolve("target/classpath")).strip().split(File.pathSeparator)));
        return path;
    }

    /** The same jar may come from both. */
    private static List<Path> once(List<String> path) {
        return path.stream().map(Path::of).distinct().toList();
    }

    private static double megabytes(List<String> path) {
        return once(path).stream().mapToLong(FootprintBenchmark::size).sum() / 1e6;
    }

    private static long size(Path entry) {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two folders above the classes or the jar of this module. */
    private static Path repository() {
        try {
            return Path.of(FootprintBenchmark.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent().getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
