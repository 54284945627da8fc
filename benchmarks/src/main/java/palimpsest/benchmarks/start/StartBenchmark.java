package palimpsest.benchmarks.start;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.GeneratedText;
import palimpsest.benchmarks.data.TemporaryDatabase;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./palimpsest} from outside, as whole processes, in turns with a Boot application that has web, JDBC and Security and nothing of ours. */
public final class StartBenchmark implements Benchmark {

    private static final long MOST_MILLISECONDS = 180_000;
    private static final int ARTICLES = 24;
    private static final String BOUNDARY = "----palimpsest-bench";
    private static final List<String> SECURITY = List.of("spring-boot-security-", "spring-security-config-", "spring-security-core-", "spring-security-crypto-", "spring-security-web-");

    private final Path repository = repository();
    private final String launcher = repository.resolve("palimpsest").toString();
    private final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "./palimpsest serve to the first answer, on an embedded database that it starts, against a Boot application with web, JDBC and Security (samples/web-app) on a database "
                + "that runs; ask on two small files in all, against the same start; --help against a JVM that says its version; "
                + "and a question over 24 short articles to a runtime that just started, over HTTP, from the question to the end of the answer.";
    }

    /** What one start took; the processor's time is that of the Java process alone, without the database's. */
    private record Took(double milliseconds, double processorMilliseconds) {}

    @Override
    public List<Row> run(Effort effort) throws Exception {
        // lays the application out when that was not done yet
        ended(List.of(launcher, "--version"));
        int rounds = effort.of(1, 5);
        var fresh = new Took[rounds];
        var again = new Took[rounds];
        var bare = new Took[rounds];
        var ask = new Took[rounds];
        var help = new Took[rounds];
        var version = new Took[rounds];
        double[] asked;
        Path place = Files.createTempDirectory("palimpsest-bench-start");
        try (TemporaryDatabase database = TemporaryDatabase.start()) {
            Path docs = Files.createDirectory(place.resolve("docs"));
            Files.writeString(docs.resolve("harbour.txt"), "The harbour opened in 1911. Its first keeper was Ada Lund.\n");
            Files.writeString(docs.resolve("lamp.txt"), "The lamp of the lighthouse burns 40 litres of oil a night.\n");
            for (int round = 0; round < rounds; round++) {
                String data = place.resolve("data-" + round).toString();
                fresh[round] = answering(port -> List.of(launcher, "serve", "--port", port, "--data", data));
                bare[round] = answering(port -> bare(port, database.url()));
                again[round] = answering(port -> List.of(launcher, "serve", "--port", port, "--data", data));
                ask[round] = ended(List.of(launcher, "ask", "--quiet", "--data", place.resolve("asked-" + round).toString(), "--docs", docs.toString(),
                        "--question", "Who was the first keeper of the harbour?"));
                help[round] = ended(List.of(launcher, "--help"));
                version[round] = ended(List.of(java, "-version"));
            }
            asked = asked(place.resolve("articles").toString(), effort.of(8, ARTICLES));
        } finally {
            delete(place);
        }
        return List.of(new Row("serve on a new data directory, first answer", median(fresh), median(bare), "ms").as("serve_ms"),
                new Row("serve on its data, first answer", median(again), median(bare), "ms").as("vs_bare"),
                new Row("serve on its data, processor", processor(again), processor(bare), "ms"),
                new Row("ask on two small files and a new data directory", median(ask), median(bare), "ms").as("ask_ms"),
                new Row("--help", median(help), median(version), "ms"),
                new Row("a question over %d short articles, half of the answers within".formatted(ARTICLES), asked[asked.length / 2], 0, "ms"),
                new Row("a question over %d short articles, the first".formatted(ARTICLES), asked[asked.length - 1], 0, "ms"));
    }

    /** Milliseconds of each question, sorted; what is compiled and loaded by the first ones is in them. */
    private double[] asked(String data, int questions) throws Exception {
        String port = freePort();
        Process serve = start(List.of(launcher, "serve", "--port", port, "--data", data));
        try {
            String api = "http://127.0.0.1:" + port + "/api/";
            awaitAnswer(serve, HttpRequest.newBuilder(URI.create(api + "status")).timeout(Duration.ofSeconds(20)).build());
            String conversation = JsonMapper.shared().readTree(sent(api + "conversations", "application/json", "{}")).get("id").asString();
            var text = new GeneratedText(24);
            List<String> towns = Stream.generate(text::keyword).distinct().limit(ARTICLES).map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1)).toList();
            sent(api + "conversations/" + conversation + "/documents", "multipart/form-data; boundary=" + BOUNDARY, articles(towns, text));
            double[] times = new double[questions];
            for (int i = 0; i < questions; i++) {
                long begin = System.nanoTime();
                String events = sent(api + "conversations/" + conversation + "/messages", "application/json", "{\"content\": \"Who is the mayor of " + towns.get(i) + "?\"}");
                times[i] = (System.nanoTime() - begin) / 1e6;
                if (!events.contains("Ada Lund of " + towns.get(i))) {
                    throw new IllegalStateException("The mayor of " + towns.get(i) + " was not found: " + events);
                }
            }
            Arrays.sort(times);
            return times;
        } finally {
            serve.destroy();
            serve.waitFor();
        }
    }

    private static String articles(List<String> towns, GeneratedText text) {
        var body = new StringBuilder();
        for (String town : towns) {
            body.append("--").append(BOUNDARY).append("\r\nContent-Disposition: form-data; name=\"files\"; filename=\"").append(town).append(".txt\"\r\nContent-Type: text/plain\r\n\r\n")
                    .append(text.sentences(15)).append("The mayor of ").append(town).append(" is called Ada Lund of ").append(town).append(". ").append(text.sentences(15)).append("\r\n");
        }
        return body.append("--").append(BOUNDARY).append("--\r\n").toString();
    }

    /** What is answered, to its end. */
    private String sent(String address, String type, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address)).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        if (address.endsWith("/messages")) {
            request.header("Accept", "text/event-stream");
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(address + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private List<String> bare(String port, String database) {
        try {
            Path module = repository.resolve("samples/web-app/target");
            var path = new ArrayList<>(List.of(module.resolve("classes").toString(), Files.readString(module.resolve("classpath")).strip()));
            try (Stream<Path> jars = Files.list(repository.resolve("evaluation/target/app/lib"))) {
                jars.filter(jar -> SECURITY.stream().anyMatch(name -> jar.getFileName().toString().matches(name + "\\d.*"))).map(Path::toString).forEach(path::add);
            }
            return List.of(java, "-XX:+UseSerialGC", "-cp", String.join(File.pathSeparator, path), "sample.web.WebApplication", "--server.port=" + port,
                    "--server.address=127.0.0.1", "--spring.datasource.url=" + database);
        } catch (IOException e) {
            throw new IllegalStateException("The bare application is not built: " + e.getMessage(), e);
        }
    }

    private interface Command {
        List<String> on(String port);
    }

    /** Until it answers a request in whatever way: without a log-in the bare application refuses it. */
    private Took answering(Command command) throws Exception {
        String port = freePort();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).timeout(Duration.ofSeconds(20)).build();
        long begin = System.nanoTime();
        Process process = start(command.on(port));
        try {
            awaitAnswer(process, request);
            double milliseconds = (System.nanoTime() - begin) / 1e6;
            return new Took(milliseconds, process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static String freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return Integer.toString(free.getLocalPort());
        }
    }

    private void awaitAnswer(Process process, HttpRequest request) throws InterruptedException {
        long begin = System.nanoTime();
        while (!answers(request)) {
            if (!process.isAlive() || System.nanoTime() - begin > MOST_MILLISECONDS * 1_000_000) {
                throw new IllegalStateException("It does not start: " + process.info().commandLine().orElse("a process that has ended"));
            }
            Thread.sleep(10);
        }
    }

    private boolean answers(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Took ended(List<String> command) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        int status = start(command).waitFor();
        if (status != 0) {
            throw new IllegalStateException(command + " ended with status " + status);
        }
        return new Took((System.nanoTime() - begin) / 1e6, 0);
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static double median(Took[] times) {
        double[] sorted = Arrays.stream(times).mapToDouble(Took::milliseconds).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double processor(Took[] times) {
        double[] sorted = Arrays.stream(times).mapToDouble(Took::processorMilliseconds).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }

    /** Two folders above the classes or the jar of this module. */
    private static Path repository() {
        try {
            return Path.of(StartBenchmark.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent().getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
