package palimpsest.evaluation.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A runtime as a process of its own, spoken to over HTTP, and killed. */
final class RuntimeProcess {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String BOUNDARY = "----palimpsest-faults";

    private final Process process;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String url;

    private RuntimeProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts {@code command serve} and waits until it is ready.
     *
     * @param log where its messages go
     * @return empty when it ended before that
     */
    static Optional<RuntimeProcess> start(List<String> command, Path log) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("--port", "0", "--json"));
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // The environment goes before options: with it the runtime would work on the database that it names, and not on ours.
        builder.environment().remove("PALIMPSEST_DATABASE_URL");
        Process process = builder.start();
        var output = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        String ready = output.readLine();
        Thread.ofPlatform().daemon().start(() -> drain(output));
        return ready == null ? Optional.empty() : Optional.of(new RuntimeProcess(process, JSON.readTree(ready).get("url").asString()));
    }

    private static void drain(Reader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The process was killed: it says no more.
        }
    }

    /** SIGKILL; the operating system gives it no time for anything. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGKILL for the embedded database; false when there is none at this moment. */
    boolean killDatabase() {
        return process.children().findFirst().map(ProcessHandle::destroyForcibly).orElse(false);
    }

    void stop() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds() * 3, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** An answer over HTTP. */
    record Reply(int status, JsonNode json) {}

    Reply get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    Reply post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    Reply upload(String conversation, String name, String text) throws IOException, InterruptedException {
        String body = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + name
                + "\"\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--" + BOUNDARY + "--\r\n";
        return send(HttpRequest.newBuilder(URI.create(url + "/api/conversations/" + conversation + "/documents"))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body()));
    }
}
