package palimpsest.runtime.deployment;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The executable jar as a process of its own, as the image starts it, and a client for it. */
final class ServeProcess implements AutoCloseable {

    static final Path JAR = Path.of("target/palimpsest-exec.jar");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final Path log;
    private final String url;
    private final String key;
    private final HttpClient http = HttpClient.newHttpClient();

    private ServeProcess(Process process, Path log, String url, String key) {
        this.process = process;
        this.log = log;
        this.url = url;
        this.key = key;
    }

    /** Starts {@code serve} on a free port and waits until it is ready. */
    static ServeProcess start(Map<String, String> environment, Path log, String key) throws IOException {
        Process process = builder(environment, log, "serve", "--port", "0", "--json").start();
        String ready = process.inputReader().readLine();
        if (ready == null) {
            throw new IllegalStateException("serve ended: " + Files.readString(log));
        }
        return new ServeProcess(process, log, JSON.readTree(ready).get("url").asString(), key);
    }

    /** Runs another command to its end and gives what it printed. */
    static String command(Map<String, String> environment, Path log, String... arguments) throws IOException, InterruptedException {
        Process process = builder(environment, log, arguments).start();
        String printed = process.inputReader().readLine();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", arguments) + " failed: " + Files.readString(log));
        }
        return printed;
    }

    private static ProcessBuilder builder(Map<String, String> environment, Path log, String... arguments) {
        List<String> line = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).redirectError(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PALIMPSEST_"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** SIGTERM; the process goes on for as long as it needs. */
    void terminate() {
        process.destroy();
    }

    void awaitLogged(String line) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> Files.readString(log).contains(line));
    }

    /** The exit code, once it has ended. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("does not end after SIGTERM");
        }
        return process.exitValue();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        var request = request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        return JSON.readTree(http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    /** The lines of the event stream, as they come, from after an event on. */
    Stream<String> events(String conversation, long after, boolean follow) throws IOException, InterruptedException {
        var request = request("/api/conversations/" + conversation + "/events?follow=" + follow).header("Last-Event-ID", Long.toString(after));
        return http.send(request.GET().build(), HttpResponse.BodyHandlers.ofLines()).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + key);
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.destroyForcibly();
    }
}
