package palimpsest.runtime.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** PgBouncer on a free port of this machine, with the settings of {@code deploy/pgbouncer.ini} and few connections to the server. */
final class PgBouncer implements AutoCloseable {

    private static final Path SETTINGS = Path.of("../../deploy/pgbouncer.ini");

    private final Process process;
    private final String url;

    private PgBouncer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** The program of this machine. */
    static Optional<Path> installed() {
        return Programs.onPath("pgbouncer").or(() -> Optional.of(Path.of("/usr/sbin/pgbouncer")).filter(Files::isExecutable));
    }

    /**
     * Starts it in front of a database.
     *
     * @param jdbcUrl     with the user, and with the password where the server asks for one
     * @param connections to the server, at most
     */
    static PgBouncer start(Path program, Path folder, String jdbcUrl, int connections) throws IOException {
        URI server = URI.create(jdbcUrl.substring("jdbc:".length()));
        Map<String, String> parameters = Arrays.stream(server.getQuery().split("&")).map(pair -> pair.split("=", 2)).filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8), (first, second) -> second));
        String database = server.getPath().substring(1);
        int port = freePort();
        Path users = Files.writeString(folder.resolve("userlist.txt"), "\"%s\" \"%s\"\n".formatted(parameters.get("user"), parameters.getOrDefault("password", "")));
        Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), Files.readString(SETTINGS)
                .replaceFirst("(?m)^palimpsest = .*$", "%s = host=%s port=%d".formatted(database, server.getHost(), server.getPort() < 0 ? 5432 : server.getPort()))
                .replaceFirst("(?m)^listen_port = .*$", "listen_port = " + port)
                // a test's server may trust whoever comes, and then there is no password to prove
                .replaceFirst("(?m)^auth_type = .*$", "auth_type = trust")
                .replaceFirst("(?m)^auth_file = .*$", "auth_file = " + users)
                .replaceFirst("(?m)^default_pool_size = .*$", "default_pool_size = " + connections) + "unix_socket_dir =\n");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if (System.getProperty("user.name").equals("root")) {
            // it never runs as root; the other user reads what it was given
            command.addAll(List.of("-u", "nobody"));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        command.add(settings.toString());
        Path log = folder.resolve("pgbouncer.log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        var started = new PgBouncer(process, "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?prepareThreshold=0&" + server.getRawQuery());
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("PgBouncer ended: " + Files.readString(log));
            }
            return answers(port);
        });
        return started;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** JDBC URL of the database, through it. */
    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
