package palimpsest.runtime.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The image's health check, run against a server that is ready, one that is not, and none. */
class HealthCheckScriptTest {

    private final List<String> asked = new ArrayList<>();

    @Test
    void only_a_runtime_that_is_ready_is_healthy() throws Exception {
        assertThat(check(200)).isZero();
        assertThat(check(503)).isEqualTo(1);
        assertThat(asked).containsExactly("/actuator/health/readiness", "/actuator/health/readiness");
    }

    @Test
    void a_runtime_that_does_not_listen_is_not_healthy() throws Exception {
        var server = server(200);
        int port = server.getAddress().getPort();
        server.stop(0);

        assertThat(script(port)).isEqualTo(1);
    }

    private int check(int status) throws Exception {
        var server = server(status);
        try {
            return script(server.getAddress().getPort());
        } finally {
            server.stop(0);
        }
    }

    private HttpServer server(int status) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static int script(int port) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "../../deploy/healthcheck.sh").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        return builder.start().waitFor();
    }
}
