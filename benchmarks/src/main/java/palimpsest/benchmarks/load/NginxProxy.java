package palimpsest.benchmarks.load;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** nginx with the configuration of {@code deploy/nginx-two-runtimes.conf}, where only addresses and files are other ones. */
final class NginxProxy implements AutoCloseable {

    private static final int FIRST_PORT = 8081;
    private static final long LONGEST_END = 10;

    private final Process process;
    private final int port;

    private NginxProxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program on the {@code PATH}. */
    static Optional<Path> program() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).map(folder -> Path.of(folder, "nginx")).filter(Files::isExecutable).findFirst();
    }

    /**
     * @param configuration the file that is to be tried
     * @param runtimes      two
     * @param place         for its files
     */
    static NginxProxy start(Path program, Path configuration, List<RuntimeUnderLoad> runtimes, Path place) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String text = Files.readString(configuration).replace("listen 127.0.0.1:8080;", "listen 127.0.0.1:" + port + ";");
        for (int i = 0; i < runtimes.size(); i++) {
            text = text.replace("server 127.0.0.1:" + (FIRST_PORT + i) + " ", "server " + runtimes.get(i).url().replaceFirst("http://", "") + " ");
        }
        var folders = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            folders.append(kind).append("_temp_path ").append(place.resolve(kind)).append("; ");
        }
        // Started by root it would work as another user, who may not write in a temporary folder of root's.
        text = "user " + System.getProperty("user.name") + ";\npid " + place.resolve("nginx.pid") + ";\n" + text.replaceFirst("http \\{", "http {\n    access_log off; " + folders);
        Path adapted = Files.writeString(place.resolve("nginx.conf"), text);
        Path log = place.resolve("nginx.log");
        var process = new ProcessBuilder(program.toString(), "-c", adapted.toString(), "-p", place.toString(), "-e", log.toString(), "-g", "daemon off;")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        return new NginxProxy(process, port);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
