package palimpsest.benchmarks.runtime;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the module {@code benchmark-peers}, in a process of its own. */
public final class PeerProcess implements AutoCloseable {

    /** The same for all. */
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx768m", "--enable-native-access=ALL-UNNAMED");
    private static final int LAST_WORDS = 20;
    private static final Duration LONGEST_END = Duration.ofSeconds(60);

    private final Process process;
    private final BufferedReader out;
    private final Path errors;

    private PeerProcess(Process process, Path errors) {
        this.process = process;
        this.out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        this.errors = errors;
    }

    /** @param mainClass in the package {@code palimpsest.peers} or, with its name, one below */
    public static PeerProcess start(String mainClass, String... arguments) throws IOException {
        Path module = repository().resolve("benchmark-peers");
        String path = module.resolve("target/classes") + File.pathSeparator + Files.readString(module.resolve("target/classpath")).strip();
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", path, "palimpsest.peers." + mainClass));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("palimpsest-bench", ".log");
        return new PeerProcess(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    /** @throws IllegalStateException when the process has ended, with what it said last */
    public String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            List<String> said = Files.readAllLines(errors);
            throw new IllegalStateException("A peer ended: " + String.join(" / ", said.subList(Math.max(0, said.size() - LAST_WORDS), said.size())));
        }
        return line;
    }

    /** The rest of the next line that begins with this word. */
    public String await(String word) throws IOException {
        String line = line();
        while (!line.startsWith(word)) {
            line = line();
        }
        return line.substring(word.length()).strip();
    }

    public void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Waits until it has ended by itself, with all that follows its questions. */
    public void ended() throws InterruptedException {
        process.waitFor(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(errors);
    }

    /** Two folders above the classes or the jar of this module. */
    private static Path repository() {
        try {
            return Path.of(PeerProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent().getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
