package palimpsest.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./palimpsest serve} as a process, on the same port at each of its starts. */
final class RuntimeUnderLoad implements AutoCloseable {

    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final double KIBIBYTES_IN_MEBIBYTE = 1024;

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private volatile Process process;
    private volatile String url;

    /**
     * @param command     without the port
     * @param environment of the process, besides ours
     * @param log         where its messages go
     */
    RuntimeUnderLoad(List<String> command, Map<String, String> environment, Path log) {
        this.command = command;
        this.environment = environment;
        this.log = log;
    }

    /** Returns when it answers. */
    void start() throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("--json", "--port", url == null ? "0" : url.replaceFirst(".*:", "")));
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String ready = output.readLine();
        if (ready == null) {
            throw new IOException("The runtime does not start; its messages are in " + log);
        }
        url = JsonMapper.shared().readTree(ready).get("url").asString();
        Thread.ofVirtual().start(() -> {
            try {
                output.transferTo(Writer.nullWriter());
            } catch (IOException e) {
                // It was killed: it says no more.
            }
        });
    }

    String url() {
        return url;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Kills the embedded database of this runtime, which starts it again. */
    void killDatabase() {
        process.children().forEach(ProcessHandle::destroyForcibly);
    }

    /** Mebibytes of heap in use after a full collection; 0 while there is no process. */
    double heapInUse() throws IOException, InterruptedException {
        jcmd("GC.run");
        return USED.matcher(jcmd("GC.heap_info").replaceFirst("(?s)Metaspace.*", "")).results().mapToDouble(used -> Double.parseDouble(used.group(1))).sum() / KIBIBYTES_IN_MEBIBYTE;
    }

    private String jcmd(String what) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid()), what).redirectErrorStream(true).start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        return said;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }
}
