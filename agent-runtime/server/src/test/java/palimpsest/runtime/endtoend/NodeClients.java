package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Clients of others, written in JavaScript: the scripts in {@code src/test/node} drive the pinned packages there. Skipped with a reason where npm can't be had. */
final class NodeClients {

    private static final Path HOME = Path.of("src", "test", "node");
    private static final Path INSTALLED = HOME.resolve(Path.of("node_modules", ".installed-lock"));
    private static final long MOST_MINUTES = 4;

    private NodeClients() {}

    /** What a script prints, as JSON. */
    static JsonNode run(String script, String... arguments) throws IOException, InterruptedException {
        install();
        List<String> command = new ArrayList<>(List.of("node", HOME.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Finished finished = finished(command, Path.of("."));
        assertThat(finished.code()).as(finished.err()).isZero();
        return Served.parse(finished.out());
    }

    /** Once for each version of the lock file, by one of the processes that run tests. */
    private static synchronized void install() throws IOException, InterruptedException {
        Path installing = Files.createDirectories(Path.of("target")).resolve("node-clients.lock");
        try (var file = FileChannel.open(installing, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.lock();
            installUnlessDone();
        }
    }

    private static void installUnlessDone() throws IOException, InterruptedException {
        String lock = Files.readString(HOME.resolve("package-lock.json"));
        if (Files.exists(INSTALLED) && Files.readString(INSTALLED).equals(lock)) {
            return;
        }
        Finished npm;
        try {
            npm = finished(List.of("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"), HOME);
        } catch (IOException e) {
            abort("npm is not on the path: " + e.getMessage());
            return;
        }
        if (npm.code() != 0) {
            abort("npm could not install the clients of " + HOME + ": " + npm.err());
        }
        Files.writeString(INSTALLED, lock);
    }

    private record Finished(int code, String out, String err) {}

    private static Finished finished(List<String> command, Path folder) throws IOException, InterruptedException {
        Path out = Files.createTempFile("palimpsest-node", ".out");
        Path err = Files.createTempFile("palimpsest-node", ".err");
        try {
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            boolean ended = process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly();
            }
            return new Finished(ended ? process.exitValue() : -1, Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8) + (ended ? "" : "it did not end within " + MOST_MINUTES + " minutes"));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }
}
